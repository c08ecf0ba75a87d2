import type { PairCount } from '../board.ts';

/** Reads comparisons from CSV bytes as they stream in; memory is that of the models and pairs, however many rows. */
export interface CsvCounter {
  /** Takes the next bytes of the file, cut anywhere. @throws RangeError naming the line that cannot be read */
  add: (chunk: Uint8Array) => void;
  /** The counts of all rows. @throws RangeError */
  finish: () => { counts: PairCount[]; rows: number };
}

const newline = 10;
const comma = 44;
const quote = 34;
const carriage_return = 13;
const decoder = new TextDecoder();
const outcomes: Record<string, number> = {
  ...{ a: 0, model_a: 0, left: 0, b: 1, model_b: 1, right: 1, tie: 2, both_good: 3, both_bad: 3, 'tie (bothbad)': 3 },
};

/** Names as small numbers, looked up by their bytes: no text is made for a name seen before. */
class Names {
  readonly texts: string[] = [];
  private readonly bytes: Uint8Array[] = [];
  private slots = new Int32Array(1024);

  at(source: Uint8Array, from: number, to: number): number {
    let hash = 2166136261;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (source[i] ?? 0), 16777619);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = (this.slots[slot] ?? 0) - 1;
      if (id < 0) return this.put(source.slice(from, to), slot);
      const known = this.bytes[id];
      if (known && equal(known, source, from, to)) return id;
    }
  }

  private put(name: Uint8Array, slot: number): number {
    this.slots[slot] = this.bytes.push(name);
    this.texts.push(decoder.decode(name));
    if (2 * this.bytes.length > this.slots.length) this.grow();
    return this.bytes.length - 1;
  }

  private grow(): void {
    const known = this.bytes.splice(0);
    this.texts.length = 0;
    this.slots = new Int32Array(2 * this.slots.length);
    for (const name of known) this.at(name, 0, name.length);
  }
}

function equal(known: Uint8Array, source: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== source[from + i]) return false;
  return true;
}

/** Counts a CSV whose header names model_a, model_b and winner: winner is a, b, tie, both_good or both_bad, or the name of the model. Other columns are passed over. */
export function csvCounter(): CsvCounter {
  const models = new Names();
  const words = new Names();
  const outcome_of: number[] = [];
  const slots = new Map<number, number>();
  let sums = new Float64Array(3 * 1024);
  let columns: { model_a: number; model_b: number; winner: number } | null = null;
  let rest = new Uint8Array();
  let line = 0;
  let rows = 0;
  const starts = new Int32Array(64);
  const ends = new Int32Array(64);

  const header = (fields: string[]) => {
    const find = (name: string) => {
      const at = fields.indexOf(name);
      if (at < 0) throw new RangeError(`the header lacks the column ${name}; it has ${fields.join(', ')}`);
      return at;
    };
    columns = { model_a: find('model_a'), model_b: find('model_b'), winner: find('winner') };
  };

  const count = (source: Uint8Array, fields: number): void => {
    if (!columns) throw new RangeError('the file holds no header');
    const { model_a, model_b, winner } = columns;
    if (fields <= Math.max(model_a, model_b, winner))
      throw new RangeError(`line ${line} has ${fields} cells, fewer than the header`);
    const a = models.at(source, starts[model_a] ?? 0, ends[model_a] ?? 0);
    const b = models.at(source, starts[model_b] ?? 0, ends[model_b] ?? 0);
    const word = words.at(source, starts[winner] ?? 0, ends[winner] ?? 0);
    outcome_of[word] ??= outcomes[(words.texts[word] ?? '').toLowerCase()] ?? -1;
    let outcome = outcome_of[word] ?? -1;
    const said = words.texts[word];
    // A model may be called "tie": the names of this row come before the words.
    if (said === models.texts[a]) outcome = 0;
    else if (said === models.texts[b]) outcome = 1;
    if (outcome < 0)
      throw new RangeError(
        `line ${line}: winner "${said}" is neither a, b, tie, both_good, both_bad nor one of the two models`,
      );
    if (a === b) throw new RangeError(`line ${line} compares ${models.texts[a]} with itself`);
    rows += 1;
    if (outcome === 3) return;
    const key = a < b ? a * 65_536 + b : b * 65_536 + a;
    let slot = slots.get(key);
    if (slot === undefined) {
      slot = 3 * slots.size;
      slots.set(key, slot);
      if (slot + 3 > sums.length) {
        const larger = new Float64Array(2 * sums.length);
        larger.set(sums);
        sums = larger;
      }
    }
    const place = slot + (outcome === 2 ? 2 : a < b ? outcome : 1 - outcome);
    sums[place] = (sums[place] ?? 0) + 1;
  };

  const read = (source: Uint8Array, from: number, to: number): void => {
    line += 1;
    const end = to > from && source[to - 1] === carriage_return ? to - 1 : to;
    if (end === from) return;
    let fields = 0;
    starts[0] = from;
    for (let i = from; i < end; i++) {
      const byte = source[i];
      if (byte === quote) {
        quoted(decoder.decode(source.subarray(from, end)));
        return;
      }
      if (byte !== comma) continue;
      ends[fields++] = i;
      if (fields === starts.length) throw new RangeError(`line ${line} has more than ${starts.length} cells`);
      starts[fields] = i + 1;
    }
    ends[fields++] = end;
    if (columns) count(source, fields);
    else
      header(
        decoder
          .decode(source.subarray(from, end))
          .replace(/^\uFEFF/, '')
          .split(',')
          .map((name) => name.trim()),
      );
  };

  // Lines with quotes are rare: they are read apart, and counted as if they had none.
  const quoted = (text: string): void => {
    const cells = [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
      ([, inside, plain]) => inside?.replaceAll('""', '"') ?? plain ?? '',
    );
    if ((text.match(/"/g)?.length ?? 0) % 2 === 1)
      throw new RangeError(`line ${line} has an open quote; a cell may not span lines here`);
    if (!columns) {
      header(cells.map((name) => name.trim()));
      return;
    }
    const encoded = cells.map((cell) => new TextEncoder().encode(cell));
    const source = new Uint8Array(encoded.reduce((sum, cell) => sum + cell.length, 0));
    let at = 0;
    for (const [field, cell] of encoded.entries()) {
      source.set(cell, at);
      starts[field] = at;
      at += cell.length;
      ends[field] = at;
    }
    count(source, cells.length);
  };

  const add = (chunk: Uint8Array): void => {
    let source = chunk;
    if (rest.length > 0) {
      source = new Uint8Array(rest.length + chunk.length);
      source.set(rest);
      source.set(chunk, rest.length);
    }
    let from = 0;
    for (let to = source.indexOf(newline); to >= 0; to = source.indexOf(newline, from)) {
      read(source, from, to);
      from = to + 1;
    }
    rest = source.slice(from);
  };

  const finish = () => {
    if (rest.length > 0) read(rest, 0, rest.length);
    const counts = [...slots].map(([key, slot]): PairCount => {
      const [model_a, model_b] = [models.texts[Math.floor(key / 65_536)] ?? '', models.texts[key % 65_536] ?? ''];
      return { model_a, model_b, wins_a: sums[slot] ?? 0, wins_b: sums[slot + 1] ?? 0, ties: sums[slot + 2] ?? 0 };
    });
    return { counts, rows };
  };
  return { add, finish };
}
