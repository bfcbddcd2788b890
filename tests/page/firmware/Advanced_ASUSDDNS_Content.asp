<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<!-- SPDX-License-Identifier: MIT -->
<!-- The firmware's own DDNS page as axe sees it, in our own words: the same frame, tables and controls, and no label more. -->
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="X-UA-Compatible" content="IE=Edge"/>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>ASUS Wireless Router - DDNS</title>
<link rel="stylesheet" type="text/css" href="index_style.css">
<link rel="stylesheet" type="text/css" href="form_style.css">
<script type="text/javascript" src="/state.js"></script>
<script type="text/javascript" src="/popup.js"></script>
<script type="text/javascript" src="/help.js"></script>
<script type="text/javascript" src="/validator.js"></script>
</head>
<body onload="show_menu();" class="bg">
<div id="TopBanner"></div>
<div id="Loading" class="popup_bg"></div>
<iframe name="hidden_frame" id="hidden_frame" src="about:blank" width="0" height="0" frameborder="0"></iframe>
<table class="content" align="center" cellpadding="0" cellspacing="0">
<tr>
<td width="17">&nbsp;</td>
<td valign="top" width="202"><div id="mainMenu"></div><div id="subMenu"></div></td>
<td valign="top">
<div id="tabMenu" class="submenuBlock"></div>
<form method="post" name="form" action="/start_apply.htm" target="hidden_frame">
<table width="98%" border="0" align="left" cellpadding="0" cellspacing="0">
<tr><td align="left" valign="top">
<table width="760px" border="0" cellpadding="5" cellspacing="0" class="FormTitle" id="FormTitle">
<tbody><tr><td bgcolor="#4D595D" valign="top">
<div>&nbsp;</div>
<div class="formfonttitle">WAN - DDNS</div>
<div style="margin:10px 0 10px 5px;" class="splitLine"></div>
<div class="formfontdesc">A service that gives this router a name though its address changes.</div>
<div class="formfontdesc" style="color:#FFCC00;">The router has a private address.</div>
<table width="100%" border="1" align="center" cellpadding="4" cellspacing="0" class="FormTable">
<tr><th>Enable the DDNS Client</th>
<td><input type="radio" value="1" name="ddns_enable_x" checked>Yes <input type="radio" value="0" name="ddns_enable_x">No</td></tr>
<tr><th><a class="hintstyle" href="javascript:void(0);" onclick="openHint(0,1);">Method to retrieve WAN IP</a></th>
<td><select name="ddns_ipcheck" class="input_option"><option value="0">Internal</option><option value="1">External</option></select></td></tr>
<tr><th>Server</th>
<td><select name="ddns_server_x" class="input_option"><option>WWW.ASUS.COM</option><option selected>CUSTOM</option></select>
<a href="javascript:void(0);" style="margin-left:5px; text-decoration:underline;">Free Trial</a>
<div><span>Custom needs a ddns-start script.</span></div></td></tr>
<tr><th><a class="hintstyle" href="javascript:void(0);" onclick="openHint(0,1);">Host Name</a></th>
<td><div><input type="text" maxlength="63" class="input_25_table" name="ddns_hostname_x" value="home.example.com"></div></td></tr>
<tr><th>User Name</th><td><input type="text" maxlength="32" class="input_25_table" name="ddns_username_x"></td></tr>
<tr><th>Forced update interval (in days)</th><td><input type="text" maxlength="3" class="input_3_table" name="ddns_refresh_x" value="21"></td></tr>
</table>
<table width="100%" border="1" align="center" cellpadding="4" cellspacing="0" class="FormTable">
<thead><tr><td colspan="2">Webui SSL Certificate</td></tr></thead>
<tr><th>HTTPS certificate</th><td><span style="color:#FFF;"><input type="radio" name="le_enable" checked>None</span>
<div style="color:#FFCC00;"><span>Provided free of charge.</span></div></td></tr>
</table>
<div class="apply_gen"><input class="button_gen" type="button" value="Apply" /></div>
</td></tr></tbody>
</table>
</td></tr>
</table>
</form>
</td>
<td width="10" align="center" valign="top">&nbsp;</td>
</tr>
</table>
<div id="footer"></div>
</body>
</html>
