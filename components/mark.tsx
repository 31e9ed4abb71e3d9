/** The product's mark: a gate. Replace it together with `app/icon.svg`. */
export function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" className="text-accent">
      <path d="M3 21V11a9 9 0 0 1 18 0v10h-5V11a4 4 0 0 0-8 0v10z" fill="currentColor" />
    </svg>
  );
}
