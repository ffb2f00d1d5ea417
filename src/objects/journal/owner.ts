/** The application whose journal it is. */
export interface Owner {
  org: string;
  app: string;
}
