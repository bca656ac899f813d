// A program that logs in with openid-client. A line of JSON tells it what to do, a line says what
// came of it; `heard` is what the token endpoint said meanwhile.
import { createInterface } from "node:readline";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";

const CIBA = "urn:openid:params:grant-type:ciba";
const MOMENT = 0.02; // seconds from poll to poll: those it should wait pass on the mock's clock

let mock, key, me, config, heard, beforePoll, slowedDown;

async function fetched(url, options) {
  if (url !== config?.serverMetadata().token_endpoint) return fetch(url, options);
  await beforePoll();
  const response = await fetch(url, options);
  heard.push((await response.clone().json()).error ?? "tokens");
  if (heard.at(-1) === "slow_down") slowedDown();
  return response;
}

async function control([path, body]) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(mock + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
}

const methods = {
  client_secret_basic: (secret) => client.ClientSecretBasic(secret),
  client_secret_post: (secret) => client.ClientSecretPost(secret),
  private_key_jwt: () => client.PrivateKeyJwt(key),
};

const granted = (tokens) => ({ ...tokens, claims: tokens.claims() });

const commands = {
  // `known` is the provider's metadata that its discovery leaves out.
  async connect({ controls, issuer, client_id, secret, method, jwk, ahead, known }) {
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    mock = controls;
    key = { key: await crypto.subtle.importKey("jwk", jwk, curve, false, ["sign"]), kid: jwk.kid };
    me = { client_id, id_token_signed_response_alg: "ES256", [client.clockSkew]: ahead };
    const execute = [client.allowInsecureRequests];
    const found = await client.discovery(new URL(issuer), client_id, me, client.None(), { execute });
    const metadata = { ...found.serverMetadata(), ...known };
    config = new client.Configuration(metadata, client_id, me, methods[method](secret));
    config[client.customFetch] = fetched;
    client.allowInsecureRequests(config);
    client.enableNonRepudiationChecks(config); // the ID token's signature, too
  },
  async sign({ parameters }) {
    return oauth.issueRequestObject(config.serverMetadata(), me, parameters, key);
  },
  async ask({ parameters }) {
    return client.initiateBackchannelAuthentication(config, parameters);
  },
  // `meanwhile` happens before each poll in turn. Told to slow down, the library would wait for
  // five real seconds: it is left to it, and what came is null.
  async poll({ asked, meanwhile }) {
    const leaving = new AbortController();
    const left = new Promise((leave) => (leaving.signal.onabort = () => leave(null)));
    beforePoll = async () => meanwhile.length && control(meanwhile.shift());
    slowedDown = () => setTimeout(() => leaving.abort(), 100);
    const brisk = { ...asked, interval: MOMENT };
    const { signal } = leaving;
    const polled = client.pollBackchannelAuthenticationGrant(config, brisk, undefined, { signal });
    return Promise.race([polled.then(granted), left]);
  },
  async redeem({ auth_req_id }) {
    return granted(await client.genericGrantRequest(config, CIBA, { auth_req_id }));
  },
  async refresh({ refresh_token }) {
    return granted(await client.refreshTokenGrant(config, refresh_token));
  },
  async userinfo({ access_token, claims }) {
    return client.fetchUserInfo(config, access_token, claims.sub);
  },
};

async function failure({ name, code, status, error, cause, response }) {
  const said = error ?? (response && !response.bodyUsed ? (await response.json()).error : null);
  return { name, code, status, error: said, cause: cause?.message ?? cause };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...rest } = JSON.parse(line);
  [heard, beforePoll, slowedDown] = [[], () => {}, () => {}];
  const outcome = await commands[command](rest).then(
    (result) => ({ result: result ?? null }),
    async (error) => ({ error: await failure(error) }),
  );
  console.log(JSON.stringify({ ...outcome, heard }));
}
