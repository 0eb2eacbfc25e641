/**
 * What the client says about groups, in each of its languages. Pure.
 *
 * @module
 */

/** In English. */
export const ENGLISH_GROUPS = {
  groupHelp: {
    groups: "List the groups; their names begin with # and stand where a name stands: with #GROUP",
    make: "Make a group",
    leave: "Leave a group; join #GROUP joins one",
    members: "List the members of a group",
    invite: "Make somebody a member of a group",
    remove: "Take somebody out of a group",
  },
  noGroups: "There are no groups",
  groupSize: (count: number) => count === 1 ? "1 member" : `${count} members`,
  groupYours: "you are in it",
  groupWithPassword: "with a password",
  groupMade: (group: string) => `${group} is made; with ${group} writes to it`,
  groupJoined: (group: string) => `you are a member of ${group}; with ${group} writes to it`,
  groupLeft: (group: string) => `you have left ${group}`,
  groupMembers: (group: string, names: string) => `members of ${group}: ${names}`,
  groupInvited: (user: string, group: string) => `${user} is a member of ${group}`,
  groupRemoved: (user: string, group: string) => `${user} is no member of ${group} any more`,
  groupIn: (group: string) => `You are a member of ${group} now`,
  groupOut: (group: string) => `You are no member of ${group} any more`,
  groupRenamed: (before: string, group: string) => `${before} is called ${group} now`,
};

/** In Indonesian. */
export const INDONESIAN_GROUPS: typeof ENGLISH_GROUPS = {
  groupHelp: {
    groups: "Daftar grup; namanya diawali # dan dipakai seperti nama orang: with #GROUP",
    make: "Buat grup",
    leave: "Keluar dari grup; join #GROUP untuk masuk",
    members: "Daftar anggota grup",
    invite: "Jadikan seseorang anggota grup",
    remove: "Keluarkan seseorang dari grup",
  },
  noGroups: "Tidak ada grup",
  groupSize: (count) => `${count} anggota`,
  groupYours: "kamu di dalamnya",
  groupWithPassword: "dengan kata sandi",
  groupMade: (group) => `${group} sudah dibuat; tulis ke sana dengan with ${group}`,
  groupJoined: (group) => `kamu sekarang anggota ${group}; tulis ke sana dengan with ${group}`,
  groupLeft: (group) => `kamu sudah keluar dari ${group}`,
  groupMembers: (group, names) => `anggota ${group}: ${names}`,
  groupInvited: (user, group) => `${user} sekarang anggota ${group}`,
  groupRemoved: (user, group) => `${user} bukan lagi anggota ${group}`,
  groupIn: (group) => `Kamu sekarang anggota ${group}`,
  groupOut: (group) => `Kamu bukan lagi anggota ${group}`,
  groupRenamed: (before, group) => `${before} sekarang bernama ${group}`,
};
