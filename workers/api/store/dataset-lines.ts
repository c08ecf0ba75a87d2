const page_rows = 200;

type Line = { id: string; line: string };

/**
 * A dataset as JSONL, one item with its responses a line, in the order of item ids; read page by page, so memory stays flat.
 * The same rows always give the same bytes.
 */
export async function* datasetLines(db: D1Database, project_id: string, dataset_id: string): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const { results } = await db
      .prepare(
        `SELECT i.id AS id, json_object(
           'item', json_object('id', i.id, 'external_id', i.external_id, 'prompt', json(i.prompt), 'reference', i.reference, 'metadata', json(i.metadata)),
           'responses', (SELECT coalesce(json_group_array(json(r.body)), json('[]')) FROM (
              SELECT json_object('id', id, 'model', model, 'sample', sample, 'attempt', attempt, 'content', content,
                'correct', json(CASE correct WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END), 'metadata', json(metadata)) AS body
              FROM responses WHERE project_id = ?1 AND dataset_id = ?2 AND item_id = i.id ORDER BY model, sample, attempt) AS r)) AS line
         FROM items AS i WHERE i.project_id = ?1 AND i.dataset_id = ?2 AND i.id > ?3 ORDER BY i.id LIMIT ?4`,
      )
      .bind(project_id, dataset_id, after, page_rows)
      .all<Line>();
    for (const row of results) yield `${row.line}\n`;
    const last = results.at(-1);
    if (!last || results.length < page_rows) return;
    after = last.id;
  }
}
