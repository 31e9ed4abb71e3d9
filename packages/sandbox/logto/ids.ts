import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

const random = (length: number, alphabet: string) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');

/** Logto's ids: 12 characters for users, connectors and organizations, 21 for most else. */
export const newId = (length = 12) => random(length, ALPHABET);

/** A secret of an application, or a key that signs hooks. */
export const newSecretValue = () => random(32, ALPHABET + ALPHABET.slice(10).toUpperCase());
