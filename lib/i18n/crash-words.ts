import type { Locale } from './locales.ts';

/**
 * What a page says that failed to render. Apart from `messages/`: the browser has to have these
 * words in advance, and would get every other one with them.
 */
type Words = { title: string; todo: string; again: string; reference: string };

export const CRASH_WORDS: Record<Locale, Words> = {
  en: {
    title: 'This page couldn’t be shown',
    todo: 'Something failed on our side. Try again or reload the page; if it stays like this, tell support.',
    again: 'Try again',
    reference: 'Reference',
  },
  th: {
    title: 'แสดงหน้านี้ไม่ได้',
    todo: 'เกิดข้อผิดพลาดทางฝั่งเรา ลองอีกครั้งหรือโหลดหน้านี้ใหม่ หากยังเป็นเหมือนเดิม โปรดแจ้งฝ่ายสนับสนุน',
    again: 'ลองอีกครั้ง',
    reference: 'รหัสอ้างอิง',
  },
};

/** The same for a page from before a deploy: no failure, and trying again needs the new page. */
export const OUTDATED_WORDS: Record<Locale, Words & { inPlace: string }> = {
  en: {
    title: 'This page is older than the app',
    todo: 'The app was updated after you opened this page. Reload the page, then try again.',
    again: 'Reload the page',
    reference: CRASH_WORDS.en.reference,
    inPlace: 'This page is older than the app. Copy what you typed, reload the page and try again.',
  },
  th: {
    title: 'หน้านี้เก่ากว่าแอป',
    todo: 'แอปได้รับการอัปเดตหลังจากที่คุณเปิดหน้านี้ โหลดหน้านี้ใหม่ แล้วลองอีกครั้ง',
    again: 'โหลดหน้านี้ใหม่',
    reference: CRASH_WORDS.th.reference,
    inPlace: 'หน้านี้เก่ากว่าแอป คัดลอกสิ่งที่พิมพ์ไว้ โหลดหน้านี้ใหม่ แล้วลองอีกครั้ง',
  },
};
