"""Somebody who types for a long time stays signed in (static/js/session.js)."""


def test_typing_tells_the_server_every_few_minutes_that_somebody_is_there(open_page, staff):
    page = open_page(1280, user=staff, language="en")
    page.clock.install()
    page.goto("/accounts/profile/")
    told = []
    page.on("request", lambda request: request.method == "HEAD" and told.append(request.url))

    page.locator("input[name=name]").press_sequentially("Ana")
    assert told == []
    page.clock.fast_forward("05:00")
    with page.expect_response("**/health") as answer:
        page.locator("input[name=name]").press_sequentially("Maria")

    assert answer.value.status == 200
    assert len(told) == 1
