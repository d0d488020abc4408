/**
 * `node scripts/models/fetch-yunet.mjs <state folder>`: adds YuNet's weights, fetched once and kept in the state folder. What
 * fails is said in one line; the face finder then goes on with the built-in weights.
 */
import { addYunet, isYunetThere } from "./add-yunet.mjs";
import { download } from "./download.mjs";
import { strong } from "./sources.mjs";

const [stateFolder = ".state"] = process.argv.slice(2);

if (!isYunetThere()) {
  const outcome = await download(strong, {
    address: strong.address,
    folder: `${stateFolder}/downloads`,
    isOffline: process.env.OFFLINE === "1",
  });
  if (outcome.kind === "ready") {
    addYunet(outcome.bytes);
    console.log(`  Stronger face finding: YuNet's weights are ${outcome.source === "kept" ? "there" : "fetched"}.`);
  } else {
    console.log(
      `  Face finding is at its built-in level: ${outcome.reason} To add YuNet's weights: npm run models:add -- <file>, from ${strong.address}`,
    );
  }
}
