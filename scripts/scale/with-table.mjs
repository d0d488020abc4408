/** The cells of a line of a table, without what pads them. @param {string} line @returns {string} */
const cellsOf = (line) => JSON.stringify(line.split("|").map((cell) => cell.trim()));

/**
 * Returns a page with a table in place of the one that has the same head. Throws where the page has none.
 * @param {string} page Markdown
 * @param {string} table
 * @returns {string}
 */
export function withTable(page, table) {
  const lines = page.split("\n");
  const head = table.split("\n")[0] ?? "";
  const start = lines.findIndex((line) => cellsOf(line) === cellsOf(head));
  if (start < 0) throw new Error(`The page has no table that begins with: ${head}`);
  const length = lines.slice(start).findIndex((line) => !line.startsWith("|"));
  lines.splice(start, length < 0 ? lines.length : length, table);
  return lines.join("\n");
}
