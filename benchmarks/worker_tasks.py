"""What the worker does while its memory is measured."""

from django_tasks import task

from shkej.lib.pdf import write_pages

ROWS = 40  # on a sheet


@task
def large_pdf(sheets):
    """Write a PDF of tables; how many bytes it has."""
    row = "<tr><td>Përfshirja e komunitetit</td><td>Tirana</td><td>12</td><td>340</td></tr>"
    sheet = f'<table style="break-after: page">{row * ROWS}</table>'
    return len(write_pages([f"<h1>Raporti</h1>{sheet * sheets}"]))
