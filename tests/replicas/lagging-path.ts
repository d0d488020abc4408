/** Where the lagging worker says where its queries ran since it was last asked (GET), and lets the replica catch up (POST). */
export const laggingPath = "/lagging";
