"""What no page may do: err, break its own content security policy, or ask another host."""

import re
from urllib.parse import unquote_plus, urlsplit

# Chromium's own console says nothing of a report that a policy let pass.
TELL_BROKEN_POLICIES = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Content security policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
# So Chromium speaks of a worker whose page was left before it was there: the next page asks again.
LEFT_EARLY = "An unknown error occurred when fetching the script"
OWN_SCHEMES = {"about", "blob", "data"}
# Names of people in these tests, and fields in which names are typed: neither is in an address.
NAMES = re.compile(
    r"\b(elira|elisa|gjon\w*|thoma|zamira|zogaj|zogani|shpresa|spahiu|drita|c?ela|hoxha\w*|mira)\b"
    r"|[?&](q|name|first_name|last_name)=.",
)


class Watcher:
    """Gathers complaints about all pages of the contexts that it watches."""

    def __init__(self, address):
        self.host = urlsplit(address).netloc
        self.complaints = []
        self.expected = set()
        self.expected_words = []

    def watch(self, context):
        """Listen to everything that happens in `context`."""
        context.add_init_script(TELL_BROKEN_POLICIES)
        context.on("console", self._hear)
        context.on("weberror", self._see_error)
        context.on("request", self._see_request)
        context.on("response", self._see_response)

    def expect(self, status):
        """Let answers of that status pass in this test: they belong to what it tries."""
        self.expected.add(status)

    def expect_words(self, words):
        """Let what the console says with these words pass: they belong to what the test tries."""
        self.expected_words.append(words)

    def _hear(self, message):
        # Chromium says so of every refusal; which are faults, `_see_response` decides.
        is_refusal = message.text.startswith("Failed to load resource: the server responded")
        if any(words in message.text for words in [LEFT_EARLY, *self.expected_words]):
            return
        if message.type in {"error", "assert", "warning"} and not is_refusal:
            self._complain(message.page, f"{message.type}: {message.text}")

    def _see_error(self, error):
        self._complain(error.page, f"JavaScript failed: {error.error}")

    def _see_request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme not in OWN_SCHEMES and NAMES.search(unquote_plus(request.url).casefold()):
            self.complaints.append(f"A name stands in an address: {request.url}")
        if parts.netloc != self.host and parts.scheme not in OWN_SCHEMES:
            self.complaints.append(f"A request left for another host: {request.url}")

    def _see_response(self, response):
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(
                f"{response.status} for {response.request.method} {response.url}"
            )

    def _complain(self, page, words):
        self.complaints.append(f"{page.url if page else 'somewhere'}: {words}")
