import packaged from '../../package.json' with { type: 'json' };

/** The software's version. */
export const version: string = packaged.version;
