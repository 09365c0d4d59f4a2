/** The account every server of the lab is made with: it may do anything, on a server that holds nothing. */
export const credentials = { user: "db_test", password: "db_test_password", database: "db_test" } as const;
