/** The product's name. Colours are in `app/globals.css`, the mark in `components/mark.tsx`. */
export const PRODUCT_NAME = 'Northgate';
