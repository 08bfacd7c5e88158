/* Passkeys: asks the browser for one, and lets the form that is there carry its answer. */

const WORDS = { NotAllowedError: "nothing", AbortError: "nothing", InvalidStateError: "known" };

const read = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const write = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const readIds = (list) => (list || []).map((each) => ({ ...each, id: read(each.id) }));

async function ask(form) {
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });
  if (answer.redirected || answer.status === 423) {
    location.reload();
    return new Promise(() => {});
  }
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).publicKey;
}

async function make(options) {
  const user = { ...options.user, id: read(options.user.id) };
  const excludeCredentials = readIds(options.excludeCredentials);
  const publicKey = { ...options, user, excludeCredentials, challenge: read(options.challenge) };
  const made = await navigator.credentials.create({ publicKey });
  return inJson(made, { attestationObject: write(made.response.attestationObject) });
}

async function use(options) {
  const allowCredentials = readIds(options.allowCredentials);
  const publicKey = { ...options, allowCredentials, challenge: read(options.challenge) };
  const used = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = used.response;
  return inJson(used, {
    authenticatorData: write(authenticatorData),
    signature: write(signature),
    userHandle: userHandle ? write(userHandle) : null,
  });
}

const inJson = ({ id, rawId, type, response }, more) => ({
  id,
  rawId: write(rawId),
  type,
  response: { clientDataJSON: write(response.clientDataJSON), ...more },
  clientExtensionResults: {},
});

async function prove(form) {
  const told = form.querySelector("[data-passkey-told]");
  told.hidden = true;
  try {
    const options = await ask(form);
    const answer = await (form.dataset.passkey === "make" ? make(options) : use(options));
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  } catch (error) {
    told.textContent = told.dataset[WORDS[error.name] || "failed"] || told.dataset.failed;
    told.hidden = false;
  }
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.name?.value.trim() === "") return; // the server says so, in the reader's language
    event.preventDefault();
    prove(form);
  });
}
