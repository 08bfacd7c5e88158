"""In and out through the pages that people use."""

PASSWORD = "a quiet long password"


def fill_in_sign_in(page, words, email, password=PASSWORD):
    """Open the sign-in page, fill it in and send it."""
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("main").get_by_role("button", name=words("Sign in"), exact=True).click()


def sign_in(page, words, email, password=PASSWORD):
    """Sign in where a password is enough; the first page stands there then."""
    fill_in_sign_in(page, words, email, password)
    page.wait_for_url("**/")


def sign_out(page, words):
    """Sign out through the menu of the account."""
    page.locator("details.menu summary").click()
    page.get_by_role("button", name=words("Sign out"), exact=True).click()
    page.wait_for_url("**/account/login/")
