/**
 * What the client says about files, in each of its languages. Pure.
 *
 * @module
 */

/** In English. */
export const ENGLISH_FILES = {
  fileHelp: {
    file: "Send the file at PATH to a user; it goes on by itself after a lost connection",
    files: "List the files that were sent and received, all or those with NAME",
    get: "Save a file, by its number, at PATH or in the current directory; never in the place of another",
  },
  fileSent: (file: string, user: string, size: string) => `${file} sent to ${user} (${size})`,
  fileSaved: (path: string, size: string) => `saved as ${path} (${size})`,
  noFiles: "There are no files",
  moreFiles: "There are older ones",
  noFileThere: (path: string) => `There is no file ${path}`,
  notAFile: (path: string) => `${path} is no regular file`,
  cannotReadFile: (path: string, reason: string) => `Cannot read ${path}: ${reason}`,
  cannotSave: (path: string, reason: string) => `Cannot save ${path}: ${reason}`,
  isThere: (path: string) => `Cannot save ${path}: it exists`,
  isBusy: (path: string) => `Cannot save ${path}: another client is saving it`,
  otherContent: "What came is not what was sent: its SHA-256 differs; try again",
  notANumber: (id: string) => `${id} is not the number of a file; files tells the numbers`,
  secondsLeft: (seconds: number) => `${seconds} s left`,
  minutesLeft: (minutes: number) => `${minutes} min left`,
  fileWaits: (reason: string) => `${reason}; the file goes on as soon as there is a connection`,
};

/** In Indonesian. */
export const INDONESIAN_FILES: typeof ENGLISH_FILES = {
  fileHelp: {
    file: "Kirim berkas di PATH kepada seseorang; berlanjut sendiri setelah koneksi putus",
    files: "Daftar berkas yang dikirim dan diterima, semua atau dengan NAME saja",
    get: "Simpan berkas menurut nomornya, di PATH atau di direktori ini; tidak pernah menimpa yang lain",
  },
  fileSent: (file, user, size) => `${file} terkirim ke ${user} (${size})`,
  fileSaved: (path, size) => `disimpan sebagai ${path} (${size})`,
  noFiles: "Tidak ada berkas",
  moreFiles: "Masih ada yang lebih lama",
  noFileThere: (path) => `Tidak ada berkas ${path}`,
  notAFile: (path) => `${path} bukan berkas biasa`,
  cannotReadFile: (path, reason) => `${path} tidak dapat dibaca: ${reason}`,
  cannotSave: (path, reason) => `${path} tidak dapat disimpan: ${reason}`,
  isThere: (path) => `${path} tidak dapat disimpan: sudah ada`,
  isBusy: (path) => `${path} tidak dapat disimpan: klien lain sedang menyimpannya`,
  otherContent: "Yang datang bukan yang dikirim: SHA-256-nya berbeda; coba lagi",
  notANumber: (id) => `${id} bukan nomor berkas; files memberi tahu nomornya`,
  secondsLeft: (seconds) => `${seconds} detik lagi`,
  minutesLeft: (minutes) => `${minutes} menit lagi`,
  fileWaits: (reason) => `${reason}; berkas berlanjut begitu ada koneksi`,
};
