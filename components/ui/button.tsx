import type { ComponentProps } from 'react';
import { cn } from '#components/ui/cn.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet';

const BASE =
  'inline-flex min-h-11 items-center justify-center rounded-base px-4 text-body font-semibold no-underline ' +
  'transition-colors duration-100 motion-reduce:transition-none aria-disabled:cursor-progress';
const VARIANTS: Record<ButtonVariant, string> = {
  primary:
    'bg-accent text-accent-ink hover:bg-accent-hover hover:text-accent-ink active:opacity-90',
  secondary:
    'border border-control-line bg-raised text-ink hover:border-ink hover:text-ink active:bg-paper',
  quiet: 'px-3 font-normal text-ink hover:underline',
};

export const buttonClass = (variant: ButtonVariant, className?: string) =>
  cn(BASE, VARIANTS[variant], className);

/** A link that looks like a button: for going somewhere, not for doing something. */
export function ButtonLink({
  variant = 'primary',
  className,
  ...props
}: ComponentProps<'a'> & { variant?: ButtonVariant }) {
  return <a {...props} className={buttonClass(variant, className)} />;
}
