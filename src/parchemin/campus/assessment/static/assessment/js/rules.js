/* The scale of the regulation, asked before anything is sent: exact, in whole numbers, never in floats. */
const ABSENT = new Set(["abs", "absent", "absente", "a"]);
const DECIMAL = /^\d{1,6}(?:[.,](\d{1,6}))?$/;
const PLACES = 6;

function scaled(text) {
  const [whole, decimals = ""] = text.replace(",", ".").split(".");
  return BigInt(whole + decimals.padEnd(PLACES, "0"));
}

/* "" when the text may be written, else the name of what is wrong with it: the campus has the last word either way. */
export function fault(text, { low, high, step }) {
  const typed = text.trim();
  if (!typed || ABSENT.has(typed.toLowerCase())) {
    return "";
  }
  if (/^[-−]\s*\d/.test(typed)) {
    return "offScale";
  }
  if (!DECIMAL.test(typed)) {
    return "notMark";
  }
  const value = scaled(typed);
  if ((low && value < scaled(low)) || (high && value > scaled(high))) {
    return "offScale";
  }
  return step && value % scaled(step) !== 0n ? "offStep" : "";
}

/* What a spreadsheet puts on the clipboard: lines of cells, the last line end not one more line. */
export function block(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  return lines.map((line) => line.split("\t").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")));
}
