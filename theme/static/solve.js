// Earns a ticket: ALTCHA's proof of work, version 2. Tries counters until the key that PBKDF2 makes of nonce and
// counter begins with the prefix that the challenge names.
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

onmessage = async ({ data: challenge }) => {
  const { algorithm, cost, keyLength, keyPrefix, nonce, salt } = challenge.parameters;
  const kdf = { name: "PBKDF2", hash: algorithm.split("/")[1], iterations: cost, salt: bytes(salt) };
  const prefix = bytes(keyPrefix);
  const start = bytes(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  for (let counter = 0; ; counter++) {
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derived = new Uint8Array(await crypto.subtle.deriveBits(kdf, key, 8 * keyLength));
    if (prefix.every((byte, place) => byte === derived[place])) {
      postMessage(btoa(JSON.stringify({ challenge, solution: { counter, derivedKey: hex(derived) } })));
      return;
    }
  }
};
