import { existsSync, mkdtempSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkUrl, guardedLookup, isPrivate } from "./address.ts";
import { secretBox } from "./secrets.ts";
import { newWebhookSecret, post, sign } from "./webhook.ts";

test("the signature equals the example of the Standard Webhooks specification", () => {
  // github.com/standard-webhooks/standard-webhooks, libraries/javascript, "sign function works".
  const signature = sign(
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1614265330,
    '{"test": 2432232314}',
  );
  expect(signature).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

describe("addresses", () => {
  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "not an address",
  ])("%s is private", (address) => expect(isPrivate(address)).toBe(true));

  test.each(["1.1.1.1", "172.32.0.1", "192.169.0.1", "2606:4700::1111", "::ffff:1.1.1.1"])(
    "%s is public",
    (address) => expect(isPrivate(address)).toBe(false),
  );

  test.each([
    "http://localhost/x",
    "http://printer.local",
    "http://metadata.google.internal",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]:80/",
    "https://127.1",
  ])("%s is refused when it is named", (url) =>
    expect(() => checkUrl(url, false)).toThrow(expect.objectContaining({ code: "WEBHOOK_ADDRESS_PRIVATE" })),
  );

  test("no way of writing an address of 127.0.0.0/8 gets through", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 24 - 1), fc.constantFrom(10, 16, 8), (rest, base) => {
        const number = 127 * 2 ** 24 + rest;
        const host =
          base === 10 ? String(number) : base === 16 ? `0x${number.toString(16)}` : `0${number.toString(8)}`;
        expect(() => checkUrl(`http://${host}/`, false)).toThrow();
      }),
    );
  });

  test("a name that leads to this machine is refused when it is called", async () => {
    const looked = await new Promise((done) =>
      guardedLookup(false)("localhost", { all: true }, (error) => done(error)),
    );
    expect(looked).toMatchObject({ code: "WEBHOOK_ADDRESS_PRIVATE" });
  });
});

describe("a request", () => {
  const send = (url: string, allowPrivate = true) =>
    post({
      url,
      id: "dlv_1",
      body: "{}",
      secret: newWebhookSecret(),
      now: new Date(),
      allowPrivate,
      timeoutMs: 500,
    });

  test("redirects are not followed; silence and private addresses are told apart", async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(request.url ?? "");
      if (request.url === "/moved") response.writeHead(302, { location: "/elsewhere" }).end();
      // "/silent" never answers.
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await send(`${url}/moved`)).toMatchObject({ status: 302 });
    await expect(send(`${url}/silent`)).rejects.toMatchObject({ code: "WEBHOOK_UNREACHABLE" });
    await expect(send(url, false)).rejects.toMatchObject({ code: "WEBHOOK_ADDRESS_PRIVATE" });
    await expect(send(url.replace("127.0.0.1", "localhost"), false)).rejects.toMatchObject({
      code: "WEBHOOK_ADDRESS_PRIVATE",
    });
    expect(seen).toEqual(["/moved", "/silent"]);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
});

describe("secrets at rest", () => {
  test("what was sealed opens for the same thing under the same key only, also after a restart", () => {
    const file = join(mkdtempSync(join(tmpdir(), "lepton-secret-")), "secret.key");
    const box = secretBox(file);
    expect(existsSync(file)).toBe(false);
    const sealed = box.seal("whsec_abc", "aud_1");
    expect(sealed).not.toContain("abc");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(secretBox(file).open(sealed, "aud_1")).toBe("whsec_abc");
    const lost = expect.objectContaining({ code: "WEBHOOK_SECRET_LOST" });
    expect(() => box.open(sealed, "aud_2")).toThrow(lost);
    expect(() => secretBox(null).open(sealed, "aud_1")).toThrow(lost);
    expect(() => box.open(`${sealed.slice(0, -2)}AA`, "aud_1")).toThrow(lost);
  });
});
