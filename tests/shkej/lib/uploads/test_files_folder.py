"""Uploaded files on a disk that several machines share."""

from tests.programs import run_apart

MEMORY = {"DATABASE_URL": "sqlite://:memory:"}


def location(**environment):
    ended = run_apart("diffsettings", "--output", "unified", **MEMORY, **environment)
    assert ended.status == 0, ended.stderr
    [line] = [line for line in ended.stdout.splitlines() if line.startswith("+ STORAGES")]
    return line


def test_files_folder_puts_them_there_and_leaves_the_rest_where_it_is(tmp_path):
    own, shared = tmp_path / "own", tmp_path / "shared" / "files"
    line = location(VAR_DIR=str(own), FILES_FOLDER=str(shared))
    assert f"'location': PosixPath('{shared}')" in line

    line = location(VAR_DIR=str(own))
    assert f"'location': PosixPath('{own / 'files'}')" in line
