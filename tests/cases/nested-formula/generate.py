nested = "(" * 100000 + "x" + ")" * 100000
text = open("template.yaml").read()
open("assignment.yaml", "w").write(text.replace("@@", nested))
