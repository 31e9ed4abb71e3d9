/** What is used of `qrcode`, which brings no types. */
declare module 'qrcode' {
  export function toDataURL(text: string): Promise<string>;
}
