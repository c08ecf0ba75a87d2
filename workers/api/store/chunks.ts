/** One statement takes at most this many rows and this much text. */
const statement_rows = 500;
const statement_bytes = 900_000;

/** Cuts rows into runs that fit one statement: D1 takes bound values up to 2 MB. Other limits may be given. */
export function chunked<T>(rows: T[], most = { rows: statement_rows, bytes: statement_bytes }): T[][] {
  const chunks: T[][] = [];
  let room = 0;
  for (const row of rows) {
    // A character is at most three bytes, but long texts are mostly one: counted exactly, since the limit is in bytes.
    const size = encoder.encode(JSON.stringify(row)).length;
    const last = chunks.at(-1);
    if (last && last.length < most.rows && size <= room) last.push(row);
    else {
      chunks.push([row]);
      room = most.bytes;
    }
    room -= size;
  }
  return chunks;
}

/** Asks statement by statement and joins the answers in order. */
export async function inStatements<T, R>(rows: T[], ask: (rows: T[]) => Promise<R[]>): Promise<R[]> {
  const answers: R[] = [];
  for (const chunk of chunked(rows)) answers.push(...(await ask(chunk)));
  return answers;
}

const encoder = new TextEncoder();
