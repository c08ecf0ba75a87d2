import { version as packaged } from '../../package.json';

/** The software's version. */
export const version: string = packaged;
