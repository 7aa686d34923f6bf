/* SPDX-License-Identifier: MIT */
#include "client/office_columns.h"

#include "client/text.h"

#include <string.h>

static const struct column_rule units[] = {
    {"unit/unit/id/unit id/kode/kode unit/id unit/unit kerja/unor/kode unor", true,
     N_("a short id of the unit")},
    {"name/nama/nama unit/unit name", false, N_("its full name")},
    {"agency/opd/perangkat daerah/group/kelompok/dinas/induk", false, N_("the agency it belongs to")},
    {"need/kebutuhan/need fte/kebutuhan fte/formasi", false,
     N_("people needed, in FTE; leave empty where work volumes say it")},
    {"latitude/lintang/lat", false, N_("in degrees, as -7,4012")},
    {"longitude/bujur/lon/long", false, N_("in degrees")},
    {"open/buka/dibuka/aktif/is open", false, N_("yes or no; a closed unit is emptied")},
    {"budget/anggaran", false, N_("points the unit may spend on receiving people")},
    {"min fte/minimal fte/fte min", false, N_("never less than this, in FTE")},
    {"max fte/maksimal fte/fte maks/fte max", false, N_("never more than this, in FTE")},
    {"min people/minimal pegawai/min pegawai/min headcount", false, N_("never fewer people")},
    {"max people/maksimal pegawai/maks pegawai/max headcount", false, N_("never more people")},
};

static const struct column_rule employees[] = {
    {"nip/nip/id/employee/employee id/nip baru/pegawai/nomor induk pegawai", true,
     N_("the NIP or another id; format the column as text before typing")},
    {"name/nama/nama pegawai/nama lengkap", false, N_("the person's name")},
    {"unit/unit/unit kerja/unor/present unit/unit saat ini/kode unit/id unit", true,
     N_("id or name of the present unit; empty for somebody who has none yet")},
    {"status/status/status kepegawaian/kedudukan/jenis pegawai", false, N_("PNS, PPPK ...")},
    {"grade/golongan/gol/gol ruang/golongan ruang/pangkat", false, N_("as III/a")},
    {"since/tmt jabatan/tmt/tmt jab/in post since", false, N_("date of the present post")},
    {"born/tanggal lahir/tgl lahir/birth date/date of birth", false, N_("date of birth")},
    {"fte/fte/kapasitas/share of full time", false, N_("1 is full time, which an empty cell means")},
    {"tags/tanda", false, N_("words that rules of the policy name, as study-leave; | between them")},
    {"consent/kesediaan/persetujuan/bersedia", false,
     N_("any, none, or the units the person would go to, | between them; empty: any")},
    {"reluctance/keengganan", false, N_("1 is usual, 0 does not mind, more is more")},
    {"pinned/dikunci/tetap/tidak dimutasi", false, N_("yes: stays in the present unit")},
};

static const struct column_rule agencies[] = {
    {"agency/opd/id/kode/perangkat daerah/group/kelompok/dinas", true, N_("a short id of the agency")},
    {"name/nama/nama opd", false, N_("its full name")},
    {"need/kebutuhan/need fte/kebutuhan fte", false, N_("people needed over all its units, in FTE")},
    {"min fte/minimal fte/fte min", false, N_("never less than this, in FTE")},
    {"max fte/maksimal fte/fte maks/fte max", false, N_("never more than this, in FTE")},
    {"min people/minimal pegawai/min pegawai/min headcount", false, N_("never fewer people")},
    {"max people/maksimal pegawai/maks pegawai/max headcount", false, N_("never more people")},
};

static const struct column_rule work[] = {
    {"unit/unit/unit kerja/unor/kode unit/id unit", true, N_("id or name of the unit")},
    {"task/uraian tugas/tugas/kegiatan", false, N_("what is done")},
    {"volume/volume/volume setahun/beban kerja/jumlah beban kerja", true, N_("how often in a year")},
    {"minutes/menit/norma waktu/waktu/waktu penyelesaian/norma waktu menit", true, N_("minutes for one")},
};

static const struct column_rule minimums[] = {
    {"unit/unit/unit kerja/unor/kode unit/id unit", false, N_("id or name of the unit that asks for it")},
    {"agency/opd/perangkat daerah/group/kelompok", false, N_("or of the agency, over all its units")},
    {"competency/kompetensi/competence/keahlian", true, N_("name of the competency")},
    {"level/tingkat/min level/tingkat minimal", false, N_("1 to 5, at least; empty: 1")},
    {"min/minimal/jumlah/jumlah minimal/people/orang", true, N_("at least so many people")},
    {"hard/wajib/mutlak", false, N_("yes: no plan may fall short")},
};

static const struct column_rule competencies[] = {
    {"nip/nip/id/employee/nip baru/pegawai", true, N_("whose, as in employees.csv")},
    {"competency/kompetensi/competence/keahlian", true, N_("name of the competency")},
    {"level/tingkat", true, N_("1 to 5; ? or empty: held at an unknown level")},
};

static const struct column_rule preferences[] = {
    {"nip/nip/id/employee/nip baru/pegawai", true, N_("whose, as in employees.csv")},
    {"unit/unit/unit kerja/unit tujuan/unor/kode unit/id unit", true,
     N_("id or name of the unit wished for")},
    {"wish/minat/weight/bobot/share/preferensi/nilai", true, N_("0 to 1, or 0 % to 100 %")},
};

static const struct column_rule distances[] = {
    {"from/dari/asal", true, N_("id or name of a unit")},
    {"to/ke/tujuan", true, N_("id or name of another unit")},
    {"km/km/jarak/jarak km/distance", true,
     N_("kilometres by road; the way back is as long unless it is listed")},
};

static const struct column_rule offers[] = {
    {"nip/nip/id/employee/nip baru/pegawai", true, N_("to whom, as in employees.csv")},
    {"kind/jenis", true, N_("training or incentive")},
    {"cost/biaya", true, N_("points")},
    {"competency/kompetensi/competence/keahlian", false, N_("of a training: what is learnt")},
    {"level/tingkat", false, N_("of a training: 1 to 5")},
    {"reluctance/keengganan", false, N_("of an incentive: the reluctance that is left")},
};

static const struct column_rule pairs[] = {
    {"kind/jenis", true, N_("apart or together")},
    {"nip 1/nip 1/employee 1/pegawai 1", true, N_("the one, as in employees.csv")},
    {"nip 2/nip 2/employee 2/pegawai 2", true, N_("the other")},
    {"scope/lingkup/cakupan", true, N_("unit or agency")},
};

#define COLUMNS(list) sizeof(list) / sizeof *(list), list

const struct sheet_rule sheet_rules[SHEET_COUNT] = {
    [SHEET_UNITS] = {"units/unit/unit kerja/unor", N_("The units: one place with one staff. One row each."),
                     true, COLUMNS(units)},
    [SHEET_EMPLOYEES] = {"employees/pegawai/data pegawai/asn/people", N_("The people. One row each."), true,
                         COLUMNS(employees)},
    [SHEET_AGENCIES] = {"agencies/opd/perangkat daerah/groups",
                        N_("Agencies of several units, where they have demands or names of their own."),
                        false, COLUMNS(agencies)},
    [SHEET_WORK] = {"work/beban/beban kerja/abk",
                    N_("Work volumes (ABK): need = volume x minutes / effective minutes of the policy. One "
                       "row for each task."),
                    false, COLUMNS(work)},
    [SHEET_MINIMUMS] = {"minimums/syarat/syarat kompetensi/requirements",
                        N_("Competencies that units or agencies must have."), false, COLUMNS(minimums)},
    [SHEET_COMPETENCIES] = {"competencies/kompetensi/kompetensi pegawai",
                            N_("Competencies that people hold. One row for each person and competency."),
                            false, COLUMNS(competencies)},
    [SHEET_PREFERENCES] = {"preferences/preferensi/minat", N_("Where people would like to go."), false,
                           COLUMNS(preferences)},
    [SHEET_DISTANCES] = {"distances/jarak",
                         N_("Kilometres between units, as a list or as a table with units on both sides. "
                            "Without it the coordinates count."),
                         false, COLUMNS(distances)},
    [SHEET_OFFERS] = {"offers/tawaran", N_("Trainings and incentives that may be offered."), false,
                      COLUMNS(offers)},
    [SHEET_PAIRS] = {"pairs/pasangan",
                     N_("Two people who must, or must not, end in the same unit or agency."), false,
                     COLUMNS(pairs)},
};

void alternative_name(const char *names, int which, char room[64])
{
    for (; which > 0 && strchr(names, '/') != NULL; which--)
        names = strchr(names, '/') + 1;
    snprintf(room, 64, "%.*s", (int)strcspn(names, "/"), names);
}

int alternative_shown(void)
{
    /* TRANSLATORS: "id" for Indonesian, else as it is: the language of headings in the templates */
    return strcmp(_("language of headings: en"), "language of headings: id") == 0 ? 1 : 0;
}
