import { makePublicCopy, openPhoto } from "~/photo/prepare";
import { attack, labelFaces } from "./attack";
import { paintInside, stripesWith } from "./pictures";

/** What the tests call in the page: the product's own functions, and the attacker's. */
const bench = { makePublicCopy, openPhoto, attack, labelFaces, paintInside, stripesWith };

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
