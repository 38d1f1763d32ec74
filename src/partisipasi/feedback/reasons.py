"""Words to begin a public reason with, per outcome and reason code; what is in double brackets is to be made specific.

Reasons are written in Indonesian, the language of the decisions; so are these.
"""

from __future__ import annotations

import re

import msgspec

#: What a template leaves open: words in double brackets, which nobody types by accident and Markdown does not know.
_OPEN = re.compile(r"\[\[\s*(.{0,120}?)\s*\]\]", re.DOTALL)


class Template(msgspec.Struct, frozen=True):
    """A beginning for a reason. `key` names it in an address."""

    key: str
    outcome: str
    reason_code: str | None
    text: str


TEMPLATES: tuple[Template, ...] = (
    Template(
        "diterima",
        "accepted",
        None,
        "Usulan ini kami terima. [[sebut pasal dan ayat]] diubah menjadi [[inti rumusan baru]], karena "
        "[[alasan yang meyakinkan dari masukan]].",
    ),
    Template(
        "sebagian",
        "partly",
        None,
        "Kami menerima [[bagian yang diterima]] dan mengubah [[sebut pasal dan ayat]]. [[Bagian yang tidak diterima]] "
        "tidak kami terima karena [[alasannya]].",
    ),
    Template(
        "sudah-diatur",
        "already",
        None,
        "Hal ini sudah diatur dalam [[sebut pasal dan ayat]], yang berbunyi: [[kutip atau ringkas ketentuannya]].",
    ),
    Template(
        "dicatat",
        "noted",
        None,
        "Masukan ini di luar isi rancangan, tetapi kami catat untuk [[peraturan pelaksana atau program]]. Yang "
        "menindaklanjuti adalah [[perangkat daerah]], paling lambat [[bulan dan tahun]].",
    ),
    Template(
        "ditunda",
        "deferred",
        None,
        "Pokok ini belum dapat diputus karena [[yang masih ditunggu]]. Kami memutusnya pada [[tahap atau versi "
        "berikutnya]], paling lambat [[bulan dan tahun]].",
    ),
    Template(
        "aturan-lebih-tinggi",
        "rejected",
        "higher_rule",
        "Usulan ini tidak dapat diterima karena [[nama dan nomor peraturan, pasal dan ayat]] menentukan bahwa [[isi "
        "ketentuannya]]. Peraturan kota tidak boleh menyimpang darinya.",
    ),
    Template(
        "bukan-kewenangan",
        "rejected",
        "not_competence",
        "[[Hal yang diusulkan]] bukan kewenangan kota, melainkan kewenangan [[lembaga]] menurut [[dasar hukum]]. "
        "Usulan dapat disampaikan kepada [[alamat atau kanal]].",
    ),
    Template(
        "anggaran",
        "rejected",
        "budget",
        "Usulan ini memerlukan sekitar [[jumlah rupiah]] setiap tahun, sedangkan yang tersedia [[jumlah rupiah]]. "
        "[[Apa yang dapat dilakukan dengan dana yang ada, atau kapan ditinjau lagi]].",
    ),
    Template(
        "data",
        "rejected",
        "evidence",
        "Data [[sumber dan tahun]] menunjukkan [[temuannya]], sehingga [[kesimpulan]]. Bila ada data lain, mohon "
        "disampaikan pada [[putaran atau kanal]].",
    ),
    Template(
        "putaran-lalu",
        "rejected",
        "considered_before",
        "Hal ini sudah dipertimbangkan pada [[putaran]] dan diputus dalam pokok [[nomor pokok]]. Tidak ada alasan baru "
        "dalam masukan ini selain [[atau: hal baru yang kami nilai]].",
    ),
    Template(
        "masukan-lain",
        "rejected",
        "stronger_input",
        "Dalam pokok ini masukan saling bertentangan. Kami mengikuti masukan bahwa [[isi masukan yang diikuti]], "
        "karena [[alasannya]]. Kekhawatiran dalam masukan ini kami jawab dengan [[cara]].",
    ),
    Template(
        "hak",
        "rejected",
        "rights",
        "Usulan ini akan merugikan [[kelompok]] karena [[akibatnya]], dan itu bertentangan dengan [[dasar hukum "
        "tentang hak atau perlakuan setara]].",
    ),
    Template(
        "di-luar-lingkup",
        "out_of_scope",
        None,
        "Rancangan ini mengatur [[lingkup rancangan]]. [[Hal yang disampaikan]] dapat dilaporkan kepada [[lembaga dan "
        "kanal, misalnya SP4N-LAPOR!]].",
    ),
    Template(
        "tanpa-usulan",
        "no_proposal",
        None,
        "Terima kasih atas pendapat tentang [[hal yang disampaikan]]. Masukan ini tidak memuat usulan perubahan; kami "
        "menyampaikannya kepada [[siapa]] sebagai bahan.",
    ),
)
_BY_KEY = {one.key: one for one in TEMPLATES}


def template_of(key: str) -> Template | None:
    """The template of a key, if there is one."""
    return _BY_KEY.get(key)


def left_open(*texts: str) -> list[str]:
    """What of templates still stands in texts, in the order it stands there; empty when all is specific."""
    found = [" ".join(match.split()) for text in texts for match in _OPEN.findall(text)]
    stray = any("[[" in rest or "]]" in rest for rest in (_OPEN.sub("", text) for text in texts))
    return found + (["[[ ]]"] if stray else [])
