/** The head of the OpenAPI document; the version is the API's, not the software's. */
export const openapi_info = {
  openapi: '3.1.0',
  info: {
    title: 'Assay',
    version: '1',
    description:
      'Judge, critique and improve model outputs. Errors are RFC 9457 problems; lists page by `limit` and `cursor`; a POST that creates takes `Idempotency-Key`.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
};
