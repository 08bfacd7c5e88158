/* The key of what one user keeps on this device. While the screen is open it lies beside what it
   opens, for scripts alone; while it is locked only in two wrappings: one that the PIN opens, also
   without a connection, and one for which the server gives its half to an open session.
   Source: docs/decisions/0007. */

import { readFlag } from "./flag.js";

export const TRIES = 5;
const ROUNDS = 600_000; // of PBKDF2-HMAC-SHA-256, as OWASP asks
const USES = ["encrypt", "decrypt"];
const encoder = new TextEncoder();

/* {key: {id, key or null, ways: {server, pin}}, waiting: the PIN that was just chosen, wrapped}. */
export class Keys {
  constructor(database, user) {
    this.database = database;
    this.user = user;
  }

  /* {id, key}: made where none is; `key` is null while it is wrapped and the server says nothing. */
  use() {
    return this.alone(async () => {
      const record = await this.read() ?? await this.make();
      if (!record.key) await this.unwrapByServer(record);
      return record;
    });
  }

  async isLocked() {
    const record = await this.read();
    return record !== undefined && !record.key;
  }

  /* From now on only a wrapping holds it; one that has none stays, or all under it would be lost. */
  lock() {
    return this.alone(async () => {
      const record = await this.read();
      if (record?.ways.server || record?.ways.pin) await this.write({ ...record, key: null });
    });
  }

  /* Opens it with the server's half, in case the session is open; `halves`: where they are known. */
  openByServer(halves = null) {
    return this.alone(async () => {
      const record = await this.read();
      if (record && !record.key) await this.unwrapByServer(record, halves);
    });
  }

  /* "open"; "wrong"; "closed" after the fifth wrong one; "none" where no PIN is known here. */
  openByPin(pin) {
    return this.alone(async () => {
      const record = await this.read();
      if (!record?.ways.pin) return "none";
      const left = await this.countTry(record);
      const bytes = await unwrap(await keyOfPin(pin, record.ways.pin), record.ways.pin);
      if (bytes) {
        record.ways.pin = { ...record.ways.pin, tries: 0 };
        await this.write({ ...record, key: await usable(bytes) });
        return "open";
      }
      return left ? "wrong" : "closed";
    });
  }

  /* Each try counts before it is looked at; with the fifth the PIN opens nothing here any more. */
  async countTry(record) {
    const { pin, ...others } = record.ways;
    const tries = pin.tries + 1;
    const ways = tries < TRIES ? { ...others, pin: { ...pin, tries } } : others;
    await this.write({ ...record, ways });
    return TRIES - tries;
  }

  async triesLeft() {
    const record = await this.read();
    return record?.ways.pin ? TRIES - record.ways.pin.tries : 0;
  }

  /* Wraps it for a PIN that is being set; `version`: what the server calls that PIN, once it is. */
  wrapForPin(pin, version = null) {
    return this.alone(async () => {
      const record = await this.read() ?? await this.make();
      const bytes = record.ways?.server && await this.bytesByServer(record);
      if (!bytes) return;
      const facts = { salt: crypto.getRandomValues(new Uint8Array(16)), rounds: ROUNDS };
      const way = { ...facts, ...await wrap(await keyOfPin(pin, facts), bytes), tries: 0, version };
      const ways = version ? { ...record.ways, pin: way } : { ...record.ways, chosen: way };
      await this.write({ ...record, ways });
    });
  }

  /* Only the wrapping of the PIN that the server knows stays; "" where there is none. */
  settlePin(version) {
    return this.alone(async () => {
      const record = await this.read();
      if (!record) return;
      const { pin, chosen, ...ways } = record.ways;
      if (!version && !pin && !chosen) return;
      if (version && pin?.version === version && !chosen) return;
      if (version && pin?.version === version) ways.pin = pin;
      else if (version && chosen) ways.pin = { ...chosen, version };
      await this.write({ ...record, ways });
    });
  }

  /* What the fifth wrong PIN does, where the server counted it. */
  removePin() {
    return this.settlePin("");
  }

  /* With it goes whatever lies under it. */
  forget() {
    return this.alone(() => this.database.delete("keys", this.user));
  }

  async make() {
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    const [half] = await serverHalves();
    const ways = half ? { server: await wrap(await usable(half), bytes) } : {};
    const record = { id: crypto.randomUUID(), key: await usable(bytes), ways };
    await this.write(record);
    return record;
  }

  async unwrapByServer(record, halves = null) {
    const bytes = await this.bytesByServer(record, halves);
    if (!bytes) return;
    record.key = await usable(bytes);
    await this.write(record);
  }

  async bytesByServer({ ways }, halves = null) {
    if (!ways.server) return null;
    for (const half of halves ? halves.map(fromBase64) : await serverHalves()) {
      const bytes = await unwrap(await usable(half), ways.server);
      if (bytes) return bytes;
    }
    return null;
  }

  /* A key of an earlier version of the application is there alone, without a wrapping. */
  async read() {
    const found = await this.database.get("keys", this.user);
    return found instanceof CryptoKey ? { id: "", key: found, ways: {} } : found;
  }

  write({ id, key, ways }) {
    return this.database.put("keys", { id, key, ways }, this.user);
  }

  /* Two tabs do not make, lock and open it at once. */
  alone(work) {
    return navigator.locks ? navigator.locks.request(`key-${this.user}`, work) : work();
  }
}

/* The halves that the server has for this device and user: none without it, or while it is locked. */
async function serverHalves() {
  const address = document.body.dataset.deviceKey;
  if (!address || readFlag() !== null) return [];
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(8_000) });
    if (!answer.ok || answer.redirected) return [];
    return (await answer.json()).keys.map(fromBase64);
  } catch {
    return []; // no line, or one that broke off
  }
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function usable(bytes) {
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, USES);
}

async function keyOfPin(pin, { salt, rounds }) {
  const material = await crypto.subtle.importKey("raw", encoder.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, USES);
}

async function wrap(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

async function unwrap(key, { iv, sealed }) {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed));
  } catch {
    return null;
  }
}
