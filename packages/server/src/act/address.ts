import { lookup as resolve } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { LeptonError } from "@lepton/core";

/** Not on the public internet. Source: IANA special-purpose address registries (RFC 6890 and its updates). */
const v4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
/** Translated and tunnelled addresses (64:ff9b::/96, 2002::/16, 2001::/32) may end at private ones. */
const v6 = [
  "::/128",
  "::1/128",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/32",
  "2001:db8::/32",
  "2002::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
];

const block = new BlockList();
for (const [list, family] of [
  [v4, "ipv4"],
  [v6, "ipv6"],
] as const)
  for (const entry of list) {
    const [net = "", bits = ""] = entry.split("/");
    block.addSubnet(net, Number(bits), family);
  }

/** Whether an IP address is none of the public internet; IPv4 inside IPv6 is judged as IPv4. */
export function isPrivate(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const family = isIP(plain);
  if (family === 0) return true;
  return block.check(plain, family === 4 ? "ipv4" : "ipv6");
}

/** Refuses an address that names a private place outright; names are judged when they are called. */
export function checkUrl(url: string, allowPrivate: boolean): void {
  const { hostname, username, password } = new URL(url);
  if (username !== "" || password !== "")
    throw new LeptonError("WEBHOOK_URL", {
      problem: "A webhook's address carries no user name or password.",
      received: `${username}:…@`,
      next: "Leave them out; the receiver knows us by the signature.",
      field: "webhookUrl",
    });
  if (allowPrivate) return;
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) ? isPrivate(host) : /(^|\.)(localhost|local|internal)$/i.test(host))
    throw privateAddress(host);
}

export function privateAddress(received: string): LeptonError {
  return new LeptonError("WEBHOOK_ADDRESS_PRIVATE", {
    problem: "This webhook would call this machine or a private network.",
    received,
    next: "Use a public address, or let an owner of the project allow private ones on the Act page.",
    field: "webhookUrl",
  });
}

/**
 * Looks a name up and hands the connection only addresses that were judged: what is checked is what is called, also when
 * the name answers differently the next time (DNS rebinding). One private address among several refuses the name.
 */
export function guardedLookup(allowPrivate: boolean): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, "", 0);
      const bad = allowPrivate ? undefined : found.find(({ address }) => isPrivate(address));
      if (bad) return done(privateAddress(`${hostname} → ${bad.address}`), "", 0);
      if (options.all) return done(null, found);
      const [first] = found;
      return done(null, first?.address ?? "", first?.family);
    });
  };
}
