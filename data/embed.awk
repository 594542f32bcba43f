# Turns catalogue files into C: each line one string constant, in the order of the arguments.
# Question marks are escaped because C11 knows trigraphs; octal, as awk dialects differ in what a
# replacement may say. Other bytes pass as they are.

BEGIN {
	print "/* Made by data/embed.awk from the files of data/. */"
	print "#include \"know/layer.h\"\n"
}

FNR == 1 {
	if (n > 0)
		print "\t\"\";"
	name[++n] = FILENAME
	printf "static const char text%d[] =\n", n
}

{
	gsub(/\\/, "&&")
	gsub(/"/, "\\042")
	gsub(/\?/, "\\077")
	gsub(/\t/, "\\011")
	printf "\t\"%s\\n\"\n", $0
}

END {
	print "\t\"\";\n\nconst struct embedded_file embedded_files[] = {"
	for (i = 1; i <= n; i++)
		printf "\t{\"%s\", text%d, sizeof(text%d) - 1},\n", name[i], i, i
	print "\t{0},\n};"
}
