/** Converts YuNet's weights and puts them among those that the browser loads. */
import { convertYunet } from "./convert-yunet.mjs";
import { isWritten, strongName, writeManifest, writeModel } from "./models-folder.mjs";
import { builtInNames, strong } from "./sources.mjs";

/** Returns whether the served folder has YuNet, to the byte. */
export function isYunetThere() {
  return isWritten(strongName, strong.converted);
}

/**
 * Adds YuNet to the served folder, beside the built-in weights that are there.
 * @param {Uint8Array} onnx the file, with its SHA-256 checked
 * @returns {number} bytes of all weights together
 */
export function addYunet(onnx) {
  writeModel(strongName, convertYunet(onnx), strong.converted);
  return writeManifest([...builtInNames, strongName]).bytes;
}
