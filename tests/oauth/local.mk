# tokens of a real OAuth server, on to the login; of services that refuse as Microsoft's and Google's do; and where no
# secret of all that may be; README there
TESTS += tests/oauth/run tests/oauth/providers tests/oauth/nowhere

test_folders += oauth
