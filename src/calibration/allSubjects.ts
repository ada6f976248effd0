/** The name of the group that every subject belongs to, labelled or not. */
export const ALL = 'all';
