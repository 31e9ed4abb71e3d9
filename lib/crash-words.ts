import type { Locale } from './locales.ts';

/**
 * What a page says that failed to render. Apart from `messages/`: the browser has to have these
 * words in advance, and would get every other one with them.
 */
export const CRASH_WORDS: Record<
  Locale,
  { title: string; todo: string; again: string; reference: string }
> = {
  en: {
    title: 'This page couldn’t be shown',
    todo: 'Something failed on our side, or this page is from before an update. Try again or reload the page; if it stays like this, tell support.',
    again: 'Try again',
    reference: 'Reference',
  },
  th: {
    title: 'แสดงหน้านี้ไม่ได้',
    todo: 'เกิดข้อผิดพลาดทางฝั่งเรา หรือหน้านี้เปิดไว้ก่อนการอัปเดต ลองอีกครั้งหรือโหลดหน้านี้ใหม่ หากยังเป็นเหมือนเดิม โปรดแจ้งฝ่ายสนับสนุน',
    again: 'ลองอีกครั้ง',
    reference: 'รหัสอ้างอิง',
  },
};
