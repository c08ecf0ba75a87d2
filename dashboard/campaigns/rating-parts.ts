/** A part of a file of ratings that a request may carry. */
export interface RatingPart {
  body: Blob;
  /** What is added to the number of a line in it to get the file's. */
  lines_before: number;
}

/** A request may have 8 MB. */
const most_bytes = 7_000_000;
const [newline, quote, comma] = [10, 34, 44];
const bom = [0xef, 0xbb, 0xbf];

/** Where a record ends, and how many lines there are up to then. */
type End = { at: number; lines: number };

/** Where the first and the last whole record of some bytes end. A quoted cell of CSV may span lines. */
function endsOf(bytes: Uint8Array, csv: boolean): { first: End; last: End } {
  let first: End | null = null;
  let last: End = { at: 0, lines: 0 };
  let lines = 0;
  let quoted = false;
  let cell_begins = true;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === newline) lines++;
    if (quoted) {
      if (byte !== quote) continue;
      if (bytes[at + 1] === quote) at++;
      else quoted = false;
      continue;
    }
    quoted = csv && cell_begins && byte === quote;
    cell_begins = byte === comma || byte === newline;
    if (byte !== newline) continue;
    last = { at: at + 1, lines };
    first ??= last;
  }
  return { first: first ?? last, last };
}

/** Cuts a file of JSONL or CSV between its records; each part of CSV begins with the header. */
export async function cutRatings(file: Blob, format: 'jsonl' | 'csv', most = most_bytes): Promise<RatingPart[]> {
  const csv = format === 'csv';
  const read = async (from: number, length: number) =>
    new Uint8Array(await file.slice(from, from + Math.max(0, length)).arrayBuffer());
  const beginning = await read(0, most);
  const start = bom.every((byte, at) => beginning[at] === byte) ? bom.length : 0;
  const header = csv ? endsOf(beginning.subarray(start), csv).first : { at: 0, lines: 0 };
  const parts: RatingPart[] = [];
  let at = start + header.at;
  let lines = header.lines;
  do {
    const bytes = await read(at, most - header.at);
    const { last } = endsOf(bytes, csv);
    const length = at + bytes.length >= file.size ? bytes.length : last.at;
    if (length === 0 && at < file.size)
      throw new Error(
        `What begins in line ${lines + 1} is over ${most.toLocaleString('en-US')} bytes: no request takes it.`,
      );
    const body = new Blob([file.slice(start, start + header.at), file.slice(at, at + length)]);
    parts.push({ body, lines_before: lines - header.lines });
    at += length;
    lines += last.lines;
  } while (at < file.size);
  return parts;
}
