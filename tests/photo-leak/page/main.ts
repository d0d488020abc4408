import { makePublicPhoto } from "~/composer/public-photo/make-public-photo";
import { attack, attackHeads, labelFaces } from "./attack";
import { paintInside, stripesWith } from "./pictures";
import { lack } from "./hiding";
import * as probes from "./probes";

/** The functions that the tests call in the page: the product's own, and the attacker's. */
const bench = { makePublicPhoto, attack, attackHeads, labelFaces, paintInside, stripesWith, lack, ...probes };

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
