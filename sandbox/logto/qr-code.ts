/** Where Logto shows a QR code: a picture that isn't one; the page tells the secret as well. */
export function qrCodeStandIn() {
  const text = '<text x="114" y="118" text-anchor="middle" font-family="sans-serif">QR</text>';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="228" height="228"><rect width="228" height="228" fill="#eee"/>${text}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
