/**
 * Indonesian words for passwords that are made: short, common, and hard to misspell.
 *
 * @module
 */

/** 3 to 6 letters each. */
export const INDONESIAN_WORDS: readonly string[] = `
  abu acar adik agar air akar aktif alam alas alat alis alun ambil ampas anak angin angka angsa anting apel api arah
  arang arus asam asap asli asri atap awal awan ayah ayam ayun babak bahan bahu baik baja baju bakau baki bakso bakul
  balok bambu bangku bangun bantal baris baru basah batik batu bawah bayam bebek beduk beku belah belut benang benar
  benda bener bening beras berat besar besi betis biasa bibir bibit bijak biji biola biru bisa bola boneka botol buah
  buaya bubur budaya buka bukit buku bulan bulat bulu bumbu bumi bunga bunyi burung busa busur buyung cabai cabang
  cahaya cair candi cantik capung cari catur celana cepat ceri cerita cermin cicak cincin cinta coklat corak cuaca
  cuka cumi dadu daftar daging dahan damai danau dapur darat dasi datang datar daun dekat delima depan deras desa
  dewan dingin dompet dua duduk duku dunia durian ekor elang emas embun empat enak enam encer esok fajar film foto
  gajah gambar gambus gandum ganjil garam garis garpu gasing gedung gelang gelap gelas gemar gerak gigi gitar goreng
  gula gulai gulung guntur gunung gurita halus hangat hari haru harum hasil hati hebat helm hemat hening hijau hilir
  hitam hitung hiu hujan huruf hutan ibu ijuk ikan ikat ilmu indah ingat intan irama iris isi itik jagung jahe jala
  jalan jalur jam jambu jamur janji jarak jari jaring jarum jauh jawab jejak jelas jernih jeruk jingga jual juara
  jujur julung jumat jus kabar kabut kaca kado kain kaki kaktus kaldu kali kalung kamar kamis kamus kanan kancil
  kantor kapal kapas kapur karang karet kartu karung kasur kata katak kawan kayu kebun kecap kecil kedai keju kelapa
  kelas kemah kemiri kenari kencur kepala kera kering keris kerja kertas ketan kijang kilat kincir kini kipas kiri
  kisah kita kokoh kolam koper kopi koran kota kotak kreasi kuah kuat kucing kuda kue kuku kulit kunci kuning kunyit
  kupu kura kurma kursi labu laci lada ladang lagu lahan laju laksa lalat lampu langit lantai lapang laris latih laut
  layang layar lebah lebar lemari lembah lembut lereng lesung lezat lidah lidi lilin lima limau lincah lintas logam
  lomba lorong luas lucu lukis lulus lumba lurus maju makan malam mandi mangga manis mantap mata matang mawar mega
  meja melati melon menara merah merak merdu mesin mimpi minggu minum mobil muara muda mudah muka mulai mulut murah
  murid musim naga naik nama nanas nangka nasi negeri ngarai nila nuri nyala nyaman nyata obor ombak oncom ongkos otak
  otot pabrik pacar padat padi pagar pagi paham pahat pahit paku palem palu panah panas pandai pandu panen pantai
  papan parang pari parut pasar pasir paus payung pedas pelan pena penuh pepaya perahu perak pesan pesta petai petang
  petir piano pijar pilar pintar pintu pipi piring pisang pita pohon puisi pulang pulau pulpen puncak pupuk pusat
  putih rabu rajin raket rakit ramah ramai rambut rantai rapi rasa rata rawa raya rebab rebung rejeki renda rendah
  riang ribu rimba roda rompi roti ruang rujak rumah rumput rusa sabar sabtu sabun sagu saku salak salam salju sambal
  sapi sapu sarung sate satu sawah sawi sayap sayur sedang segar sehat sejuk selada selasa selat semut senang senin
  senja senyum sepatu sepeda serai serbuk seri serut sikat siku singa siput sirih sirup sisik sisir sore suara subuh
  suka sukun suling sungai surat surya susu sutra syair tabung tahu tajam taman tamu tanah tanam tandu tangan tangga
  tari tas tebal tebu teduh tegak teh teka telur teman tempe tenang tenda tengah tenun tepi tepung terang teri terong
  tiga tikar timun tinggi tinta tiram titik tokek toko tomat topi tua tugu tujuh tulis tumis tunas tupai turun udang
  udara ujung ukir ukur ulang ular ulat umbi undang unggas ungu unta untuk usaha utara utuh wajah wajan waktu wali
  wangi warna warung wayang wortel yakin yoyo zaitun zaman zamrud
`.trim().split(/\s+/);
