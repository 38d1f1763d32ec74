"""Typed drafts of our own, invented for the tests."""

PERWALI = """\
RANCANGAN
PERATURAN WALI KOTA MEDAN
NOMOR … TAHUN 2026
TENTANG
TATA CARA PEMINJAMAN SEPEDA DINAS

DENGAN RAHMAT TUHAN YANG MAHA ESA

WALI KOTA MEDAN,

Menimbang\t:\ta.\tbahwa sepeda dinas mengurangi kemacetan;
\t\tb.\tbahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a, perlu menetapkan
\t\t\tPeraturan Wali Kota tentang Tata Cara Peminjaman Sepeda Dinas;
Mengingat\t:\t1.\tPasal 18 ayat (6) Undang-Undang Dasar Negara Republik Indonesia Tahun 1945;
\t\t2.\tUndang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;

MEMUTUSKAN:

Menetapkan\t:\tPERATURAN WALI KOTA TENTANG TATA CARA PEMINJAMAN SEPEDA DINAS.

BAB I
KETENTUAN UMUM

Pasal 1
Dalam Peraturan Wali Kota ini yang dimaksud dengan:
1. Sepeda adalah sepeda milik Pemerintah Daerah.
2. Peminjam adalah pegawai yang memakai Sepeda sebagaimana dimaksud dalam
Pasal 4 ayat (1).

Pasal 2
Peminjaman berasaskan:
a. kesederhanaan; dan
b. tanggung jawab.

BAB II
PEMINJAMAN

Bagian Kesatu
Permohonan

Pasal 3
(1) Permohonan diajukan secara daring.
(2) Permohonan sebagaimana dimaksud pada ayat
(1) memuat:
    a. nama;
    b. lama peminjaman, dengan pilihan:
        1. harian; atau
        2. mingguan:
            a) satu minggu; atau
            b) dua minggu:
                1) berturut-turut; atau
                2) terpisah; dan
    c. tujuan,
    yang diisi lengkap.

Pasal 4
(1) Peminjam wajib mengembalikan Sepeda.
(2) Ketentuan mengenai pengembalian diatur dalam
Pasal 6.

Bagian Kedua
Pemakaian

Paragraf 1
Waktu

Pasal 5
Sepeda dipakai pada jam kerja.

Paragraf 2
Perawatan

Pasal 6
(1) Peminjam merawat Sepeda.
(1a) Perawatan ringan dilakukan sendiri.
(2) Dihapus.

Pasal 7
Setiap Peminjam yang:
a. merusak; atau
b. menghilangkan,
wajib mengganti Sepeda.

BAB III
KETENTUAN PERALIHAN

Pasal 8
Peminjaman yang sedang berjalan tetap berlaku.

BAB IV
KETENTUAN PENUTUP

Pasal 9
Peraturan Wali Kota ini mulai berlaku pada tanggal diundangkan.

Agar setiap orang mengetahuinya, memerintahkan pengundangan Peraturan Wali Kota ini dengan
penempatannya dalam Berita Daerah Kota Medan.

Ditetapkan di Medan
pada tanggal …
WALI KOTA MEDAN,

ttd

NAMA

LAMPIRAN
PERATURAN WALI KOTA MEDAN
NOMOR … TAHUN 2026

Formulir Peminjaman

Pasal 1
Contoh isian pada formulir.
"""

PERDA_END = """\
Agar setiap orang mengetahuinya, memerintahkan pengundangan Peraturan Daerah ini.

Ditetapkan di Medan
pada tanggal 2 Januari 2026

PENJELASAN
ATAS
PERATURAN DAERAH KOTA MEDAN
NOMOR 3 TAHUN 2026
TENTANG
LAYANAN

I. UMUM
Layanan perlu diatur.

Pengaturan dibuat ringkas.

II. PASAL DEMI PASAL

Pasal 1
Cukup jelas.

Pasal 2
Ayat (1)
Cukup jelas.
Ayat (2)
Huruf a
Yang dimaksud dengan “loket” adalah tempat melayani.
Huruf b
Angka 1
Cukup jelas.

TAMBAHAN LEMBARAN DAERAH KOTA MEDAN NOMOR 7
"""

PERDA = f"""\
PERATURAN DAERAH KOTA MEDAN
NOMOR 3 TAHUN 2026
TENTANG
LAYANAN

DENGAN RAHMAT TUHAN YANG MAHA ESA

WALI KOTA MEDAN,

Menimbang: bahwa layanan perlu diatur;
Mengingat: Pasal 18 ayat (6) Undang-Undang Dasar Negara Republik Indonesia Tahun 1945;

Dengan Persetujuan Bersama
DEWAN PERWAKILAN RAKYAT DAERAH KOTA MEDAN
dan
WALI KOTA MEDAN

MEMUTUSKAN:
Menetapkan: PERATURAN DAERAH TENTANG LAYANAN.

Pasal 1
Layanan diberikan tanpa biaya.

Pasal 2
(1) Layanan diberikan setiap hari.
(2) Layanan diberikan di:
a. loket; dan
b. tempat lain, yaitu:
1. taman; atau
2. pasar.

{PERDA_END}"""

AMENDING = """\
PERATURAN WALI KOTA MEDAN
NOMOR 9 TAHUN 2026
TENTANG
PERUBAHAN KEDUA ATAS PERATURAN WALI KOTA NOMOR 1 TAHUN 2024 TENTANG SEPEDA DINAS

DENGAN RAHMAT TUHAN YANG MAHA ESA

WALI KOTA MEDAN,

Menimbang: bahwa perlu perubahan;
Mengingat: Undang-Undang Nomor 23 Tahun 2014;

MEMUTUSKAN:
Menetapkan: PERATURAN WALI KOTA TENTANG PERUBAHAN KEDUA ATAS PERATURAN WALI KOTA NOMOR 1 TAHUN 2024.

Pasal I
Beberapa ketentuan dalam Peraturan Wali Kota Nomor 1 Tahun 2024 diubah sebagai berikut:

1. Ketentuan Pasal 6 diubah sehingga berbunyi sebagai berikut:

Pasal 6
(1) Sepeda dirawat.
(2) Dihapus.

2. Di antara Pasal 128 dan Pasal 129 disisipkan 1 (satu) pasal, yakni Pasal 128A sehingga berbunyi
sebagai berikut:

Pasal 128A
Sepeda dipinjamkan kepada tamu.

3. Pasal 16 dihapus.

4. Ketentuan ayat (2) Pasal 8 diubah sehingga berbunyi sebagai berikut:
(2) Sepeda dikembalikan bersih.

Pasal II
Peraturan Wali Kota ini mulai berlaku pada tanggal diundangkan.

Ditetapkan di Medan
pada tanggal 3 Januari 2026
"""

DECISION = """\
KEPUTUSAN WALI KOTA MEDAN
NOMOR 12 TAHUN 2026
TENTANG
TIM SEPEDA

WALI KOTA MEDAN,

Menimbang : bahwa perlu dibentuk tim;
Mengingat : Undang-Undang Nomor 23 Tahun 2014;
MEMUTUSKAN:
Menetapkan :
KESATU : Membentuk Tim Sepeda.
KEDUA : Tim bertugas:
a. mencatat; dan
b. melapor.
KETIGA : Keputusan ini berlaku sejak ditetapkan.

Ditetapkan di Medan
pada tanggal 2 Januari 2026
"""

PAPER = """\
Sepeda untuk Semua Pegawai

Pendahuluan

Kota yang datar memudahkan orang bersepeda. Pasal 5 peraturan lama belum mengaturnya.

Manfaat bagi Warga

Jalan menjadi lebih lengang.

Udara menjadi lebih bersih, dan ongkos perjalanan dinas berkurang.
"""

SCAN = """\
PERATURAN PEMERINTAH REPUBLIK INDONESIA NOMOR 7 TAHUN 2O2O TENTANG SEPEDA
DENGAN RAHMAT TUHAN YANG MAHA ESA Menimbang Mengingat Menetapkan bahwa sepeda perlu diatur; 1. Pasal 5 ayat (21
Undang-Undang Dasar; 2. Undang-Undang Nomor 5 Tahun 2Ol4;
MEMUTUSKAN:
 PERATURAN PEMERINTAH TENTANG SEPEDA.
BAB I KETENTUAN UMUM
Pasal 1
Sepeda adalah kendaraan. Bagian Kesatu Pemakaian Pasal 2 (1) Sepeda dipakai. (21 Sepeda sebagaimana dimaksud pada
ayat (l) dirawat. SK No 011005 A (3) Biaya
(3) Biaya ditanggung negara sebagaimana dimaksud dalam Pasal 1. PasaI 3 Cukup satu sepeda untuk: a. Presiden;
dan b. menteri. - 4 -
Pasal 4
Sepeda dicat. Pasal S Peraturan Pemerintah ini mulai berlaku pada tanggal diundangkan. Agar setiap orang mengetahuinya,
memerintahkan pengundangannya. Ditetapkan di Jakarta pada tanggal 1 Juli 2O2O UMUM Sepeda penting. PASAL DEMI PASAL
Pasal 1
Cukup jelas.
Pasal 2
Ayat (1) Cukup jelas. Ayat (21 Cukup jelas. Ayat (3) Cukup jelas.
"""
