/**
 * What the client says to who has just started it, in each of its languages. Pure.
 *
 * @module
 */

/** In English. */
export const ENGLISH_FIRST_STEPS = {
  firstStep: "auth NAME logs you in, join makes an account in a class, help tells more",
  noneHere: "start one with ngobrol-server, or name one: ngobrol 192.168.1.10",
  noneThere: "is that what the server shows, and does it run there with --class or --host 0.0.0.0?",
};

/** In Indonesian. */
export const INDONESIAN_FIRST_STEPS: typeof ENGLISH_FIRST_STEPS = {
  firstStep: "auth NAMA untuk masuk, join untuk membuat akun di kelas, help untuk lainnya",
  noneHere: "jalankan ngobrol-server, atau sebutkan servernya: ngobrol 192.168.1.10",
  noneThere: "apakah itu yang ditampilkan server, dan apakah ia dijalankan dengan --class atau --host 0.0.0.0?",
};
