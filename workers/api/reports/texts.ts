import { putReportTexts } from '../store/report-files.ts';

/** Keeps the texts of uploaded attempts, in files of a size that a page can be read from. */
export type TextKeeper = {
  /** @returns the file and the line in which the text lies */
  add: (text: string) => Promise<[shard: number, line: number]>;
  /** Takes out of a text what the project does not want kept. */
  clean: (text: string) => string;
  close: () => Promise<void>;
};

const most_lines = 500;
const most_chars = 2_000_000;

/** Opens the files of a report's texts; `clean` takes out what the project does not want kept. */
export function textKeeper(
  files: R2Bucket,
  at: { project_id: string; id: string },
  clean: ((text: string) => string) | null,
): TextKeeper {
  let lines: string[] = [];
  let [shard, chars] = [0, 0];
  const flush = async () => {
    if (lines.length === 0) return;
    await putReportTexts(files, at, shard, lines);
    lines = [];
    chars = 0;
    shard += 1;
  };
  return {
    clean: clean ?? ((text) => text),
    async add(text) {
      const kept = clean ? clean(text) : text;
      if (lines.length >= most_lines || chars + kept.length > most_chars) await flush();
      lines.push(kept);
      chars += kept.length;
      return [shard, lines.length - 1];
    },
    close: flush,
  };
}
