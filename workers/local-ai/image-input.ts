/** The input of Workers AI's object detection, as its binding sends it. */

/**
 * Returns the bytes in a model's inputs. They go through JSON first, as the real binding sends them: typed arrays become
 * objects there. Throws the messages of Workers AI: an internal code and a description by path, wanted and actual type
 * (seen in public reports of 2025 and 2026).
 */
export function imageIn(inputs: unknown): Uint8Array {
  const sent: unknown = JSON.parse(JSON.stringify(inputs ?? null));
  if (typeOf(sent) !== "object") throw mismatch(`Type mismatch of '/', 'object' not in '${typeOf(sent)}'`);
  const { image } = sent as { image?: unknown }; // an object, by the line above
  if (image === undefined) throw mismatch("required properties at '/' are 'image'");
  if (!Array.isArray(image)) throw mismatch(`Type mismatch of '/image', 'array' not in '${typeOf(image)}'`);
  const wrong = image.findIndex((value) => typeof value !== "number");
  if (wrong !== -1) throw mismatch(`Type mismatch of '/image/${wrong}', 'number' not in '${typeOf(image[wrong])}'`);
  return Uint8Array.from(image as number[]);
}

function mismatch(why: string): Error {
  return new Error(
    `5006: Error: oneOf at '/' not met, 0 matches: Type mismatch of '/', 'string' not in 'object', ${why}`,
  );
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
