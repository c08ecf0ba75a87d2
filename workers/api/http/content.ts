import { AssayError } from '../../../schema/errors.ts';

/** Answers with an R2 object, whole or the range asked for (RFC 9110 §14). @throws AssayError `not_found`, `range_not_satisfiable` */
export async function sendObject(
  files: R2Bucket,
  key: string,
  request: Request,
  head: { content_type: string; file_name?: string },
): Promise<Response> {
  const range = request.headers.get('range');
  const size = (await files.head(key))?.size;
  if (size === undefined) throw new AssayError('not_found', 'The content is no longer stored.');
  const wanted = range === null ? undefined : parseRange(range, size);
  const object = await files.get(key, wanted ? { range: wanted } : {});
  if (!object) throw new AssayError('not_found', 'The content is no longer stored.');
  const headers = new Headers({ 'content-type': head.content_type, 'accept-ranges': 'bytes', etag: object.httpEtag });
  if (head.file_name)
    headers.set('content-disposition', `attachment; filename="${head.file_name.replace(/[^\w.-]/g, '_')}"`);
  if (wanted) headers.set('content-range', `bytes ${wanted.offset}-${wanted.offset + wanted.length - 1}/${size}`);
  headers.set('content-length', String(wanted?.length ?? size));
  return new Response(object.body, { status: wanted ? 206 : 200, headers });
}

function parseRange(text: string, size: number): { offset: number; length: number } {
  const match = /^bytes=(\d*)-(\d*)$/.exec(text);
  const suffix = match?.[1] === '' && match[2] !== '';
  const offset = suffix ? Math.max(0, size - Number(match[2])) : Number(match?.[1] || 0);
  const end = suffix || !match?.[2] ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (!match || (match[1] === '' && match[2] === '') || offset > end) {
    throw new AssayError('range_not_satisfiable', `Range "${text}" does not fit ${size} bytes.`, [], {
      'content-range': `bytes */${size}`,
    });
  }
  return { offset, length: end - offset + 1 };
}
