// SPDX-License-Identifier: Apache-2.0
// The way of a TPP that took its OAuth from a library: openid-client as it comes, over mutual TLS.
import assert from 'node:assert/strict';
import { randomUUID, sign } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { browser_fetch, sample_application } from './mutual_tls.mjs';
import * as oauth from 'openid-client';
import { start_sandbox } from '../browser/sandbox.mjs';
import { Customer } from './customer.mjs';

const lea = '9999999901';
const callback = 'http://127.0.0.1:8085/callback';
const accounts = '/stet/psd2/v1.6.2/accounts';
const digest_of_nothing = 'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

for (const profile of ['compatible', 'strict']) {
  describe(`openid-client with the ${profile} profile`, () => {
    let sandbox, app, browser, config;

    before(async () => {
      sandbox = await start_sandbox('--profile', profile);
      app = await sample_application(sandbox.data);
      browser = await browser_fetch(sandbox.data);
      config = await discover();
    });
    after(async () => {
      await Promise.all([app?.fetch.close(), browser?.close()]);
      await sandbox?.stop();
    });

    /// RFC 8414, and RFC 8705: the certificate is the client's authentication.
    const discover = (fetching = app.fetch) =>
      oauth.discovery(new URL(sandbox.api), app.client_id, { use_mtls_endpoint_aliases: true }, oauth.TlsClientAuth(), {
        algorithm: 'oauth2', [oauth.customFetch]: fetching,
      });

    /// What a TPP keeps between the redirect and the callback.
    async function visit_of(how = {}) {
      const pkceCodeVerifier = oauth.randomPKCECodeVerifier();
      const expectedState = oauth.randomState();
      const link = oauth.buildAuthorizationUrl(config, {
        redirect_uri: callback, scope: 'aisp', state: expectedState, code_challenge_method: 'S256',
        code_challenge: await oauth.calculatePKCECodeChallenge(pkceCodeVerifier),
      });
      const returned = await new Customer(browser).visit(link, { identifier: lea, ...how });
      return { returned, checks: { pkceCodeVerifier, expectedState } };
    }

    async function connect() {
      const { returned, checks } = await visit_of();
      return oauth.authorizationCodeGrant(config, returned, checks);
    }

    /// GET /accounts with the token, signed with the QSEAL.
    function read_accounts(access_token) {
      const covered = {
        'x-request-id': randomUUID(), date: new Date().toUTCString(), digest: digest_of_nothing,
        'psu-ip-address': '203.0.113.7',
      };
      const lines = Object.entries(covered).map(([name, value]) => `${name}: ${value}`);
      const text = [`(request-target): get ${accounts}`, ...lines].join('\n');
      const signature = sign('sha256', Buffer.from(text), app.seal_key).toString('base64');
      const names = ['(request-target)', ...Object.keys(covered)].join(' ');
      const headers = new Headers({
        ...covered, accept: 'application/hal+json',
        signature: `keyId="${app.key_id}",algorithm="rsa-sha256",headers="${names}",signature="${signature}"`,
      });
      return oauth.fetchProtectedResource(config, access_token, new URL(accounts, sandbox.api), 'GET', undefined, headers);
    }

    async function is_live(access_token) {
      try {
        const answer = await read_accounts(access_token);
        assert.equal(answer.status, 200, await answer.text());
        return true;
      } catch (error) {
        assert.ok(error instanceof oauth.WWWAuthenticateChallengeError, error);
        assert.equal(error.status, 401);
        const [{ scheme, parameters }] = error.cause;
        assert.deepEqual([scheme, parameters.error], ['bearer', 'invalid_token']);
        return false;
      }
    }

    const refuses = (promise, error) => assert.rejects(promise, (thrown) => {
      assert.ok(thrown instanceof oauth.ResponseBodyError, thrown);
      assert.deepEqual([thrown.status, thrown.error], [error === 'invalid_client' ? 401 : 400, error]);
      assert.ok(thrown.error_description);
      return true;
    });

    test('discovers what RFC 8414 says of the server', () => {
      const server = config.serverMetadata();
      assert.equal(server.issuer, sandbox.api);
      assert.equal(server.supportsPKCE(), true);
      assert.equal(server.authorization_response_iss_parameter_supported, true);
      assert.equal(server.tls_client_certificate_bound_access_tokens, profile === 'strict');
      assert.ok(server.token_endpoint_auth_methods_supported.includes('tls_client_auth'));
    });

    test('walks from the code to tokens that open the accounts', async () => {
      const tokens = await connect();
      assert.equal(tokens.token_type, 'bearer');
      assert.equal(tokens.expires_in, 3600);
      assert.ok(tokens.refresh_token);
      const answer = await read_accounts(tokens.access_token);
      assert.equal(answer.status, 200);
      assert.ok((await answer.json()).accounts.length > 0);
    });

    test('gets a new access token for the same refresh token, and the former one dies', async () => {
      const former = await connect();
      const renewed = await oauth.refreshTokenGrant(config, former.refresh_token);
      assert.equal(renewed.refresh_token, former.refresh_token);
      assert.notEqual(renewed.access_token, former.access_token);
      assert.equal(await is_live(former.access_token), false);
      assert.equal(await is_live(renewed.access_token), true);
    });

    test('revokes, and neither token is worth anything', async () => {
      const tokens = await connect();
      await oauth.tokenRevocation(config, tokens.refresh_token, { token_type_hint: 'refresh_token' });
      assert.equal(await is_live(tokens.access_token), false);
      await refuses(oauth.refreshTokenGrant(config, tokens.refresh_token), 'invalid_grant');
    });

    test('refuses an answer of another issuer, and the code stays good', async () => {
      const { returned, checks } = await visit_of();
      const elsewhere = new URL(returned);
      elsewhere.searchParams.set('iss', 'https://www.13135.sandbox.api.localhost');
      await assert.rejects(oauth.authorizationCodeGrant(config, elsewhere, checks), { code: 'OAUTH_INVALID_RESPONSE' });
      elsewhere.searchParams.delete('iss');
      await assert.rejects(oauth.authorizationCodeGrant(config, elsewhere, checks), { code: 'OAUTH_INVALID_RESPONSE' });
      assert.ok((await oauth.authorizationCodeGrant(config, returned, checks)).access_token);
    });

    test('refuses an answer with another state', async () => {
      const { returned, checks } = await visit_of();
      const others = { ...checks, expectedState: oauth.randomState() };
      await assert.rejects(oauth.authorizationCodeGrant(config, returned, others), { code: 'OAUTH_INVALID_RESPONSE' });
    });

    test('gets the refusal of a customer as one', async () => {
      const { returned, checks } = await visit_of({ says: 'cancel' });
      await assert.rejects(oauth.authorizationCodeGrant(config, returned, checks), (thrown) => {
        assert.ok(thrown instanceof oauth.AuthorizationResponseError, thrown);
        return thrown.error === 'access_denied';
      });
    });

    test('gets the refusal of a code without its verifier as one', async () => {
      const { returned, checks } = await visit_of();
      const others = { ...checks, pkceCodeVerifier: oauth.randomPKCECodeVerifier() };
      await refuses(oauth.authorizationCodeGrant(config, returned, others), 'invalid_grant');
      await refuses(oauth.authorizationCodeGrant(config, returned, checks), 'invalid_grant');
    });

    test('gets the refusal of a code used twice as one, and the tokens of the first use die', async () => {
      const { returned, checks } = await visit_of();
      const tokens = await oauth.authorizationCodeGrant(config, returned, checks);
      await refuses(oauth.authorizationCodeGrant(config, returned, checks), 'invalid_grant');
      assert.equal(await is_live(tokens.access_token), false);
      await refuses(oauth.refreshTokenGrant(config, tokens.refresh_token), 'invalid_grant');
    });

    test('is nobody without its certificate', async () => {
      const without = await discover(browser);
      await refuses(oauth.refreshTokenGrant(without, 'x'.repeat(43)), 'invalid_client');
    });
  });
}
