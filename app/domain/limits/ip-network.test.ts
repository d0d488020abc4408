import fc from "fast-check";
import { expect, test } from "vitest";
import { isLoopback, networkOf } from "./ip-network";

test("an IPv4 address is its own network", () => {
  fc.assert(fc.property(fc.ipV4(), (address) => networkOf(address) === address));
});

test("all IPv6 addresses of a home are one network, however they are written", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const groups = (length: number) => fc.array(group, { minLength: length, maxLength: length });
  fc.assert(
    fc.property(groups(4), groups(4), groups(4), (home, one, other) => {
      const long = (rest: number[]) => [...home, ...rest].map((each) => each.toString(16).padStart(4, "0")).join(":");
      const bare = (rest: number[]) => [...home, ...rest].map((each) => each.toString(16).toUpperCase()).join(":");
      expect(networkOf(long(one))).toBe(networkOf(bare(other)));
      expect(networkOf(`${home.map((each) => each.toString(16)).join(":")}::1`)).toBe(networkOf(long(one)));
    }),
  );
});

test.each([
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
])("%s is of %s", (address, network) => expect(networkOf(address)).toBe(network));

test.each([
  ["127.0.0.1", true],
  ["::1", true],
  ["203.0.113.7", false],
  ["2001:db8::1", false],
])("whether %s is this machine itself: %s", (address, isOwn) => expect(isLoopback(address)).toBe(isOwn));
