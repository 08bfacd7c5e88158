"""The checks themselves: they see what they are there to see."""

import socket
import threading

import pytest
from django.core.servers.basehttp import WSGIRequestHandler

from tests.browser.checks import barriers, riddles, sideways
from tests.browser.words import english_left, texts_of
from tests.under_way import EndingServer

PUT = """
(width) => {
  const box = document.createElement("p");
  box.textContent = "x";
  box.style.width = `${width}px`;
  document.querySelector("main").replaceChildren(box);
}
"""
# What a page may not do, by what the browser then says.
BREACHES = {
    "script-src": """
document.body.append(Object.assign(document.createElement("script"), { text: "1" }))
""",
    "http://elsewhere.invalid/a.png": """
Object.assign(new Image(), { src: "http://elsewhere.invalid/a.png" })
""",
}


def test_what_is_wider_than_the_screen_is_found(open_page, width):
    page = open_page(width)
    page.goto("/account/login/")
    for wide, found_at in [(270, []), (340, [320]), (700, [320, 390])]:
        page.evaluate(PUT, wide)

        found = sideways(page, [320, 390])

        assert [w for w in (320, 390) if any(f"wider than {w}" in line for line in found)] == (
            found_at
        ), found


def test_a_barrier_is_found(open_page):
    page = open_page(390)
    page.goto("/account/login/")
    assert not barriers(page)

    page.evaluate("document.querySelector('h1').style.color = '#eee'")

    assert [line.partition(" ")[0] for line in barriers(page)] == ["color-contrast"]


PUT_WORDS = "(words) => { document.querySelector('main').innerHTML = words; }"


@pytest.mark.parametrize("badge", ["count-badge", "count-badge is-none"])
def test_the_figure_beside_a_long_heading_is_in_one_piece(open_page, badge):
    page = open_page(390)
    page.goto("/account/login/")
    card = f"""<div class="card-head"><h2>{"shumë fjalë " * 20}</h2>
        <span class="{badge}">12</span></div>"""

    page.evaluate(PUT_WORDS, card)
    assert riddles(page) == []

    page.evaluate("document.querySelector('.count-badge').style.flex = '0 0 1.5rem'")
    assert [line.partition(":")[0] for line in riddles(page)] == ["12 is broken"]


def test_two_cells_of_a_card_that_say_the_same_are_found(open_page):
    page = open_page(390)
    page.goto("/account/login/")
    cells = "<td>Print<i class='visually-hidden'>1</i></td><td data-label='{}'>Print</td>"
    rows = "".join(f"<tr>{cells.format(label)}</tr>" for label in ("", "Consent form"))

    page.evaluate(PUT_WORDS, f"<table class='list-table'><tbody>{rows}</tbody></table>")

    assert riddles(page) == ["said twice in one card: |Print"]


MANY_AND_A_BAR = """
(size) => {
  const put = (name, place, style) => {
    const node = place.appendChild(document.createElement(name));
    node.textContent = "More";
    return Object.assign(node.style, style) && node;
  };
  const small = { display: "block", width: "200px", height: `${size}px` };
  for (let number = 0; number < 60; number += 1) {
    put("a", document.querySelector("main"), small).href = "#more";
  }
  const bar = { position: "sticky", bottom: "0", display: "block", height: "61px", zIndex: "2" };
  put("a", document.querySelector("main"), bar).href = "#bar";
}
"""


@pytest.mark.parametrize(("size", "is_found"), [(24, False), (14, True)])
def test_what_a_bar_lies_over_is_no_small_target_but_a_small_one_is(open_page, size, is_found):
    page = open_page(390)
    page.goto("/account/login/")

    page.evaluate(MANY_AND_A_BAR, size)

    assert any("target-size" in line for line in barriers(page)) is is_found


def test_english_left_on_an_albanian_page_is_found(open_page):
    page = open_page(390)
    page.goto("/account/login/")
    albanian = texts_of(page)

    left = english_left(
        albanian | {("Save", "sq"), ("Not in any catalogue", "sq"), ("English words", "en")},
        {("Not in any catalogue", "en"), ("English words", "en")},
    )

    assert left == ["'Not in any catalogue' in both languages", "'Save' has a translation"]


def test_a_complaint_of_the_browser_is_heard(open_page, watcher, live_server):
    page = open_page(390)
    page.goto("/account/login/")

    for complaint, breach in BREACHES.items():
        with page.expect_console_message(lambda message, words=complaint: words in message.text):
            page.evaluate(breach)
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('broken') })")
    heard = "\n".join(watcher.complaints)
    watcher.complaints.clear()

    assert "script-src" in heard
    assert "http://elsewhere.invalid/a.png" in heard
    assert "broken" in heard


def test_a_request_is_answered_before_its_test_is_over():
    happened = []
    is_asked, is_over = threading.Event(), threading.Event()

    def answer(environ, start_response):
        is_asked.set()
        is_over.wait(0.2)  # were it not waited for, its test would be over first
        happened.append("answered")
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]

    server = EndingServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(answer)
    serving = threading.Thread(target=server.serve_forever)
    with server, socket.create_connection(server.server_address) as page:
        serving.start()
        page.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert is_asked.wait(60)
        server.end_requests()  # though the page stays open
        happened.append("over")
        is_over.set()
        server.shutdown()
        serving.join()

    assert happened == ["answered", "over"]
