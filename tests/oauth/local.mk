# tokens of real OAuth servers, on to the login, and of services that refuse as Microsoft's and Google's do; README there
TESTS += tests/oauth/run

test_folders += oauth
