'use client';

import { createContext } from 'react';

/**
 * Of the form around a field or button: it stays on its page and answers there. Undefined for forms
 * that lead elsewhere.
 */
export const FormResult = createContext<
  | {
      /** What was sent, when it was refused: nobody types it twice. */ values: Record<
        string,
        string
      >;
    }
  | undefined
>(undefined);
